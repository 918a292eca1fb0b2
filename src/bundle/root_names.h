#pragma once

#include <string>

namespace baryon::bundle {

/// The template's name for `v<N>/` at the root of an archive, by its kind.
struct RootNames {
  std::string any = {};          ///< where the kind has no name of its own
  std::string environment = {};  ///< empty: `any`
  std::string service = {};      ///< empty: `any`; a service template holds `instance_infrastructure/`

  [[nodiscard]] const std::string& of(bool is_service) const {
    const auto& own = is_service ? service : environment;
    return own.empty() ? any : own;
  }
};

}  // namespace baryon::bundle
