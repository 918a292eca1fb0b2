#include "bundle/lint/jinja_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "bundle/lint/jinja_rules.h"
#include "bundle/lint/one_of.h"
#include "bundle/lint/proton_names.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::string_view spaces = " \t\r\n\f\v";

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(spaces, at), text.size());
}

/// The single brace in `{ environment.name }}`, whose closer is at `closer`.
std::optional<std::size_t> single_brace(std::string_view text, std::size_t begin, std::size_t closer) {
  constexpr std::size_t furthest = 200;
  const auto from = std::max(begin, closer - std::min(closer, furthest));
  const auto before = text.substr(from, closer - from);
  const auto brace = before.find_last_of("{}\n");
  if (brace == std::string_view::npos || before[brace] != '{') return {};
  const auto inside = before.substr(skip_spaces(before, brace + 1));
  const auto dot = inside.find('.');
  if (dot == std::string_view::npos || !is_one_of(inside.substr(0, dot), proton_names())) return {};
  return from + brace;
}

}  // namespace

bool opens_jinja(std::string_view text, std::size_t at) {
  return text[at] == '{' && at + 1 < text.size() && std::string_view("{%#").contains(text[at + 1]);
}

std::optional<std::size_t> find_jinja_opener(std::string_view text, std::size_t begin) {
  for (auto at = text.find('{', begin); at != std::string_view::npos; at = text.find('{', at + 1))
    if (opens_jinja(text, at)) return at;
  return {};
}

std::optional<std::size_t> match_raw_tag(std::string_view text, std::size_t opener, std::string_view word) {
  auto at = opener + 2;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  at = skip_spaces(text, at);
  if (!text.substr(at).starts_with(word)) return {};
  at = skip_spaces(text, at + word.size());
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (!text.substr(at).starts_with("%}")) return {};
  return at + 2;
}

void check_jinja_text(std::string_view text, std::size_t begin, std::size_t end, JinjaVisitor& visitor) {
  const auto part = text.substr(0, end);
  for (auto at = part.find('}', begin); at != std::string_view::npos; at = part.find('}', at + 1)) {
    if (at == begin) continue;
    const char before = part[at - 1];
    if (before == '%' || before == '#') {
      visitor.on_fault(jinja_stray_closer, at - 1, fmt::format("'{}}}' closes nothing", before),
                       fmt::format("open it with {{{}", before));
    } else if (before == '}') {
      if (const auto brace = single_brace(part, begin, at - 1))
        visitor.on_fault(jinja_stray_closer, *brace, "'}}' closes nothing, since only one brace stands before the name",
                         "write {{ in front of the name");
    }
  }
}

}  // namespace baryon::bundle::lint
