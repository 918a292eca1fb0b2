#include "bundle/lint/hcl_text.h"

#include <algorithm>

namespace baryon::bundle::lint {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <class Predicate>
std::size_t length_while(std::string_view text, Predicate predicate) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, predicate) - text.begin());
}

/// One, at either end. False where there is none.
bool strip_space(std::string_view& line) {
  for (const std::string_view space : {" ", "\t", "\r", "\v", "\f", "\u00A0"}) {
    if (line.starts_with(space)) {
      line.remove_prefix(space.size());
      return true;
    }
    if (line.ends_with(space)) {
      line.remove_suffix(space.size());
      return true;
    }
  }
  return false;
}

}  // namespace

bool begins_hcl_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t hcl_name_length(std::string_view text) {
  if (text.empty() || !begins_hcl_name(text[0])) return 0;
  std::size_t length = 0;
  while (length < text.size() && (begins_hcl_name(text[length]) || is_digit(text[length]) || text[length] == '-') &&
         hcl_lookalike_length(text.substr(length)) == 0)
    ++length;
  return length;
}

std::size_t hcl_number_length(std::string_view text) {
  auto length = length_while(text, is_digit);
  if (length + 1 < text.size() && text[length] == '.' && is_digit(text[length + 1]))
    length += 1 + length_while(text.substr(length + 1), is_digit);
  const auto rest = text.substr(length);
  if (rest.empty() || (rest[0] != 'e' && rest[0] != 'E')) return length;
  const std::size_t sign = rest.size() > 1 && (rest[1] == '+' || rest[1] == '-') ? 1 : 0;
  const auto exponent = length_while(rest.substr(1 + sign), is_digit);
  return exponent == 0 ? length : length + 1 + sign + exponent;
}

std::optional<std::string_view> plain_hcl_string(std::string_view text) {
  if (!text.starts_with('"')) return {};
  const auto end = text.find_first_of("\"\\$%\n", 1);
  if (end == std::string_view::npos || text[end] != '"') return {};
  return text.substr(1, end - 1);
}

std::optional<HclHeredoc> hcl_heredoc(std::string_view text) {
  if (!text.starts_with("<<")) return {};
  const std::size_t begin = text.starts_with("<<-") ? 3 : 2;
  const auto marker = text.substr(begin, hcl_name_length(text.substr(begin)));
  const auto end = begin + marker.size();
  if (marker.empty()) return {};
  if (text.substr(end).starts_with('\n')) return HclHeredoc{.marker = marker, .body = end + 1};
  if (text.substr(end).starts_with("\r\n")) return HclHeredoc{.marker = marker, .body = end + 2};
  return {};
}

std::string_view trim_hcl_line(std::string_view line) {
  while (strip_space(line)) {
  }
  return line;
}

std::size_t hcl_escape_length(std::string_view text) {
  if (text.empty()) return 0;
  if (std::string_view("nrt\"\\").contains(text[0])) return 1;
  const std::size_t digits = text[0] == 'u' ? 4 : text[0] == 'U' ? 8 : 0;
  if (digits == 0 || text.size() <= digits || !std::ranges::all_of(text.substr(1, digits), is_hex_digit)) return 0;
  return 1 + digits;
}

std::size_t hcl_operator_length(std::string_view text) {
  for (const auto* const two : {"&&", "||"})
    if (text.starts_with(two)) return 2;
  return std::string_view("+-*/%!=<>?:.,").contains(text[0]) ? 1 : 0;
}

std::size_t hcl_lookalike_length(std::string_view text) {
  for (const std::string_view one : {"\u00A0", "\u2018", "\u2019", "\u201C", "\u201D"})
    if (text.starts_with(one)) return one.size();
  return 0;
}

}  // namespace baryon::bundle::lint
