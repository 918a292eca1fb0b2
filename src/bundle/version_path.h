#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace baryon::bundle {

/// A directory named like a major version: `<anything>/<template>/v<N>`, or `v<N>` at the root.
struct VersionPath {
  std::string_view directory;      ///< `templates/vpc/v1`
  std::string_view template_name;  ///< `vpc`; empty at the root
  std::int64_t major = 0;
};

/// 12 for `v12`: a `v` and a number without leading zeros, of at most nine digits, larger than 0.
[[nodiscard]] std::optional<std::int64_t> parse_version_segment(std::string_view segment);

/// The version directories that `path` lies in, outermost first. The views are into `path`.
[[nodiscard]] std::vector<VersionPath> version_paths_above(std::string_view path);

/// AWS Proton's pattern for template names, `[0-9A-Za-z]+[0-9A-Za-z_\-]*`, 1 to 100 characters. Error: invalid.
[[nodiscard]] Result<void> check_template_name(std::string_view name);

}  // namespace baryon::bundle
