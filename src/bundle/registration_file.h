#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bundle/bundle.h"

namespace baryon::bundle {

inline constexpr std::string_view registration_file_path = ".template-registration.yaml";
inline constexpr std::string_view compatible_envs_path = ".compatible-envs";

/// Which environments a service template can be deployed into.
struct Registration {
  std::vector<CompatibleEnvironment> compatible_environments;  ///< 1 to 10, in the file's order, none twice
  std::vector<std::string> supported_component_sources = {};   ///< `DIRECTLY_DEFINED` or nothing
};

/// Reads `.template-registration.yaml`. Errors: invalid, too_large; messages begin with `<file>:<line>`.
/// Unknown keys are left to lint, except that they are named where the required one is missing.
/// Format: AWS Proton User Guide, "Template sync configurations".
[[nodiscard]] Result<Registration> parse_registration_file(std::string_view text);

/// Reads the older `.compatible-envs`: plain text, one `<name>:<major>` a line, blank lines allowed. Errors as above.
[[nodiscard]] Result<Registration> parse_compatible_envs(std::string_view text);

}  // namespace baryon::bundle
