#include "bundle/lint/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "bundle/lint/file_rules.h"
#include "bundle/registration_file.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The first line that is no UTF-8; a line break is never part of a longer character.
int first_bad_line(std::string_view text) {
  int line = 1;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n'), ++line) {
    if (!is_utf8(text.substr(0, end))) return line;
    text.remove_prefix(end + 1);
  }
  return line;
}

int line_of(std::string_view text, std::size_t position) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, position), '\n'));
}

}  // namespace

bool is_text_file(std::string_view path) {
  constexpr std::array<std::string_view, 6> suffixes{".yaml", ".yml", ".tf", ".tfvars", ".json", ".template"};
  return path == compatible_envs_path ||
         std::ranges::any_of(suffixes, [&](std::string_view suffix) { return path.ends_with(suffix); });
}

void check_encoding(std::string_view text, bool has_reader, const FileReport& report) {
  if (text.starts_with(byte_order_mark))
    report.add(file_byte_order_mark, {.line = 1, .column = 1}, "begins with a byte order mark",
               "save it as UTF-8 without one");
  if (has_reader) return;
  if (!is_utf8(text))
    return report.add(file_not_utf8, {.line = first_bad_line(text)}, "is no valid UTF-8", "save it as UTF-8");
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    report.add(file_nul_byte, {.line = line_of(text, nul)}, "holds a NUL byte",
               "is it damaged, or saved as UTF-16? save it as UTF-8");
}

}  // namespace baryon::bundle::lint
