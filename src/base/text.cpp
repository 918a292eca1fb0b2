#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

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

char32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  char32_t value = first & (0x7FU >> character.size());
  for (const char byte : character.substr(1)) value = (value << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  return value;
}

/// Text with these reads otherwise than it is: Unicode's controls, line separators, marks of direction ("Trojan
/// Source", CVE-2021-42574), characters without width, tags.
bool is_deceptive(char32_t character) {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array ranges{Range{0x00, 0x1F},     Range{0x7F, 0x9F},     Range{0xAD, 0xAD},
                              Range{0x61C, 0x61C},   Range{0x200B, 0x200F}, Range{0x2028, 0x202E},
                              Range{0x2060, 0x206F}, Range{0xFEFF, 0xFEFF}, Range{0xE0000, 0xE007F}};
  return std::ranges::any_of(ranges,
                             [&](const Range& range) { return character >= range.first && character <= range.last; });
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
    const bool is_plain = length > 0 && text[0] != '\\' && !is_deceptive(code_point(text.substr(0, length)));
    const auto character = text.substr(0, std::max<std::size_t>(length, 1));
    std::string piece;
    if (is_plain)
      piece = character;
    else
      for (const char byte : character) piece += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    if (out.size() + piece.size() > limit) return out + "...";
    out += piece;
    text.remove_prefix(character.size());
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

std::optional<std::string_view> nearest(std::string_view text, std::span<const std::string_view> candidates) {
  constexpr std::size_t longest = 200;  // the distance takes quadratic time
  if (text.size() > longest || candidates.empty()) return {};
  const auto found =
      std::ranges::min_element(candidates, {}, [&](std::string_view one) { return edit_distance(text, one); });
  if (3 * edit_distance(text, *found) > found->size()) return {};
  return *found;
}

}  // namespace baryon
