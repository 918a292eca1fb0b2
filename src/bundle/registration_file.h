#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/bundle.h"
#include "bundle/lint/report.h"

namespace baryon::bundle {

inline constexpr std::string_view registration_file_path = ".template-registration.yaml";
inline constexpr std::string_view compatible_envs_path = ".compatible-envs";

/// Which environments a service template can be deployed into.
struct Registration {
  std::vector<CompatibleEnvironment> compatible_environments;  ///< 1 to 10, in the file's order, none twice
  std::vector<std::string> supported_component_sources = {};   ///< `DIRECTLY_DEFINED` or nothing
};

/// Reads `.template-registration.yaml` and reports all that is wrong with it; nothing where one of that is an error.
/// Rules: lint/registration_rules.h. Format: AWS Proton User Guide, "Create a template sync configuration".
[[nodiscard]] std::optional<Registration> parse_registration_file(std::string_view text, lint::Report& report);

/// Reads the older `.compatible-envs` likewise: plain text, one `<name>:<major>` a line, blank lines allowed.
[[nodiscard]] std::optional<Registration> parse_compatible_envs(std::string_view text, lint::Report& report);

}  // namespace baryon::bundle
