#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baryon {

/// Matches a whole name against a pattern: `*` stands for anything within one path segment, `**` across segments,
/// `?` for one character other than `/`. Everything else stands for itself.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

/// `glob_matches` without regard to the case of ASCII letters.
[[nodiscard]] bool glob_matches_ignoring_case(std::string_view pattern, std::string_view name);

enum class Case : bool { sensitive, ignored };

/// A list of patterns read in order; a leading `!` excludes, and the last pattern that matches decides. A list that
/// holds only exclusions starts from "everything".
[[nodiscard]] bool any_glob_matches(const std::vector<std::string>& patterns, std::string_view name,
                                    Case letters = Case::sensitive);

[[nodiscard]] std::string to_lower(std::string_view text);

}  // namespace baryon
