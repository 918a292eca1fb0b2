#include "forge/text.h"

#include <algorithm>

namespace baryon::forge {
namespace {

constexpr std::size_t max_line_bytes = 500;
constexpr std::string_view blanks = " \t\r\n";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7F;
}

}  // namespace

std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && is_continuation(text[limit])) --limit;
  return text.substr(0, limit);
}

std::string first_line(std::string_view message) {
  message.remove_prefix(std::min(message.find_first_not_of(blanks), message.size()));
  const auto line = message.substr(0, message.find_first_of("\r\n"));
  std::string out(cut(line.substr(0, line.find_last_not_of(blanks) + 1), max_line_bytes));
  std::ranges::replace_if(out, is_control, ' ');
  return out;
}

}  // namespace baryon::forge
