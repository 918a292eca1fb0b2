#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace baryon {

/// Whether the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

/// Holds a control character: U+0000 to U+001F or U+007F.
[[nodiscard]] bool has_control_character(std::string_view text);

/// Foreign text fit for a message or a terminal: control characters, characters that are invisible or turn the
/// direction of writing, backslashes and bytes that are no UTF-8 become `\xNN`; what is longer than `limit` bytes ends
/// in `...`.
[[nodiscard]] std::string escape_for_display(std::string_view text, std::size_t limit = 200);

/// How many characters have to be added, removed or replaced to make one text of the other (Levenshtein's distance).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that was probably meant, for "did you mean": the nearest one, unless more than a third of it differs.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view text,
                                                      std::span<const std::string_view> candidates);

}  // namespace baryon
