#include "aws/ini.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/glob.h"

namespace baryon::aws {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string single_spaced(std::string_view text) {
  std::string out;
  for (const char character : trim(text)) {
    const bool is_blank = blanks.contains(character);
    if (is_blank && out.ends_with(' ')) continue;
    out += is_blank ? ' ' : character;
  }
  return out;
}

std::unexpected<Error> wrong(std::size_t line, std::string_view why) {
  return fail(ErrorCode::configuration, fmt::format("line {}: {}", line, why));
}

}  // namespace

Result<IniFile> parse_ini(std::string_view text) {
  IniFile file;
  IniSection* section = nullptr;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto raw = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const auto line = trim(raw);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      const auto close = line.find(']');
      const auto name = single_spaced(line.substr(1, close == std::string_view::npos ? 0 : close - 1));
      if (name.empty()) return wrong(number, "a section's name stands between [ and ]");
      section = &file[name];
      continue;
    }
    if (blanks.contains(raw.front())) continue;  // belongs to the setting above
    const auto equals = line.find('=');
    if (section == nullptr) return wrong(number, "a setting before the first [section]");
    if (equals == std::string_view::npos || trim(line.substr(0, equals)).empty())
      return wrong(number, "neither [section] nor name = value");
    (*section)[to_lower(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
  }
  return file;
}

}  // namespace baryon::aws
