#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/limits.h"
#include "base/error.h"

namespace baryon::archive {

/// The name in the form that `Entry` promises: empty and `.` segments are dropped, so the root itself becomes an empty
/// path. Errors: invalid, too_large.
[[nodiscard]] Result<std::string> normalise_path(std::string_view name, const Limits& limits);

/// Whether the symbolic link may stay: its target is relative and, read segment by segment, never leaves the tree.
/// Errors: invalid, too_large.
[[nodiscard]] Result<void> check_link_target(std::string_view path, std::string_view target, const Limits& limits);

/// Whether a file may be as large. Error: too_large.
[[nodiscard]] Result<void> check_file_size(std::string_view path, std::uint64_t size, const Limits& limits);

/// A foreign name in quotes, fit for a message.
[[nodiscard]] std::string in_quotes(std::string_view name);

}  // namespace baryon::archive
