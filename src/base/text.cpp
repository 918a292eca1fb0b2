#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace baryon {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7F;
}

/// Length of the well-formed character at the start of `text`, 0 where there is none (table 3-7 of the Unicode
/// Standard).
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : (first & 0xF0U) == 0xE0        ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  if (!std::ranges::all_of(text.substr(1, length - 1), is_continuation)) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_surrogate = first == 0xED && second > 0x9F;
  const bool is_beyond = first == 0xF4 && second > 0x8F;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool has_control_character(std::string_view text) { return std::ranges::any_of(text, is_control); }

std::string escape_for_display(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    const auto length = character_length(text);
    const bool is_plain = length > 0 && !is_control(text[0]) && text[0] != '\\';
    const auto piece =
        is_plain ? std::string(text.substr(0, length)) : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    if (out.size() + piece.size() > limit) return out + "...";
    out += piece;
    text.remove_prefix(is_plain ? length : 1);
  }
  return out;
}

}  // namespace baryon
