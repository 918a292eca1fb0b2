#pragma once

#include <cstdint>

#include "registry/registry.h"

namespace baryon::registry {

enum class Publish : bool { draft, automatic };

/// What the embedded registry and library are told.
struct RegistryOptions {
  Publish publish = Publish::draft;  ///< the status that new versions get
  Compatibility compatibility = Compatibility::refuse;

  [[nodiscard]] VersionStatus first_status() const {
    return publish == Publish::automatic ? VersionStatus::published : VersionStatus::draft;
  }
};

/// How much can be made by hand; pushes are not limited. AWS Proton's quotas, adjustable there too (User Guide, "AWS
/// Proton quotas").
struct LibraryQuotas {
  std::int64_t templates = 1000;  ///< of both kinds together
  std::int64_t versions = 1000;   ///< of one template
};

}  // namespace baryon::registry
