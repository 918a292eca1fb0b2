#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baryon::forge {

/// The beginning of a text, at most `limit` bytes, not ending within a UTF-8 character.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t limit);

/// The first line that is not blank, without surrounding spaces, control characters made spaces, at most 500 bytes.
[[nodiscard]] std::string first_line(std::string_view message);

}  // namespace baryon::forge
