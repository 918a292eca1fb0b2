#pragma once

#include <string_view>

namespace baryon::forge {

/// Whether a project's key or a repository's slug can stand as one segment of a URL and of an object's key: 1 to 255
/// bytes, not `.` or `..`, no `/`, `\` or control characters. A personal project's key begins with `~`.
[[nodiscard]] bool is_plausible_name(std::string_view text);

}  // namespace baryon::forge
