#pragma once

#include <boost/json/object.hpp>

#include <string_view>

#include "registry/library.h"

/// Records as the structures of the service model. Members without a value are left out.
namespace baryon::faces::proton {

/// The names under which the API speaks of a template of either kind.
struct KindWords {
  std::string_view name;             ///< `environment template`, for messages
  std::string_view template_member;  ///< `environmentTemplate`
  std::string_view version_member;   ///< `environmentTemplateVersion`
  std::string_view provisioning;     ///< `provisioning`, `pipelineProvisioning`
};

[[nodiscard]] const KindWords& words_of(registry::TemplateKind kind);

/// A timestamp: seconds, with a fraction so that it is told from other numbers.
[[nodiscard]] double seconds_of(Timestamp time);

[[nodiscard]] boost::json::object template_view(const registry::Template& one, std::string_view region);
[[nodiscard]] boost::json::object template_summary(const registry::Template& one, std::string_view region);
[[nodiscard]] boost::json::object version_view(const registry::Version& version, std::string_view region);
[[nodiscard]] boost::json::object version_summary(const registry::Version& version, std::string_view region);

}  // namespace baryon::faces::proton
