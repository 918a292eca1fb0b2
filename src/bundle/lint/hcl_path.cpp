#include "bundle/lint/hcl_path.h"

#include <algorithm>
#include <optional>

#include "bundle/lint/hcl_text.h"

namespace baryon::bundle::lint {
namespace {

struct Step {
  std::string_view segment;
  std::size_t length;
};

std::size_t spaces(std::string_view text, std::string_view which = " \t") {
  return std::min(text.find_first_not_of(which), text.size());
}

/// `.name`, `.0`, `.*`.
std::optional<Step> dot(std::string_view text) {
  const auto begin = 1 + spaces(text.substr(1));
  const auto rest = text.substr(begin);
  if (const auto length = hcl_name_length(rest))
    return Step{.segment = rest.substr(0, length), .length = begin + length};
  const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto length = digits > 0 ? digits : rest.starts_with('*') ? 1 : 0;
  if (length == 0) return {};
  return Step{.segment = {}, .length = begin + length};
}

/// `["name"]`, `[0]`, `[*]`, `[count.index]`. Other indices are expressions, which have names of their own.
std::optional<Step> index(std::string_view text) {
  constexpr std::size_t longest = 64;
  const auto begin = 1 + spaces(text.substr(1));
  if (const auto string = plain_hcl_string(text.substr(begin))) {
    const auto end = begin + string->size() + 2;
    const auto closer = end + spaces(text.substr(end));
    if (!text.substr(closer).starts_with(']')) return {};
    return Step{.segment = *string, .length = closer + 1};
  }
  const auto inside = text.substr(1, longest);
  const auto end = inside.find(']');
  if (end == std::string_view::npos || end == 0 || inside.starts_with("var.")) return {};
  const auto is_simple = [](char c) {
    return begins_hcl_name(c) || (c >= '0' && c <= '9') || c == '.' || c == '*' || c == '-';
  };
  if (!std::ranges::all_of(inside.substr(0, end), is_simple)) return {};
  return Step{.segment = {}, .length = end + 2};
}

std::optional<std::string_view> second_argument(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const auto comma = text.substr(spaces(text, white));
  if (!comma.starts_with(',')) return {};
  return plain_hcl_string(comma.substr(1 + spaces(comma.substr(1), white)));
}

}  // namespace

HclPath read_hcl_path(std::string_view text, std::size_t begin, std::string_view function, bool has_fallback) {
  HclPath found;
  found.path.offset = begin;
  found.path.has_fallback = has_fallback;
  found.is_attribute = begin > 0 && text[begin - 1] == '.';
  const auto length = hcl_name_length(text.substr(begin));
  found.last_name = text.substr(begin, length);
  found.path.add(found.last_name);
  found.end = begin + length;
  for (;;) {
    const auto next = found.end + spaces(text.substr(found.end));
    const auto rest = text.substr(next);
    const auto step = rest.starts_with('.') ? dot(rest) : rest.starts_with('[') ? index(rest) : std::nullopt;
    if (!step) break;
    found.path.add(step->segment);
    found.last_name = step->segment;
    found.end = next + step->length;
  }
  if (function == "lookup" && found.path.count == 3) {
    if (const auto name = second_argument(text.substr(found.end))) {
      found.path.add(*name);
      found.path.has_fallback = true;
    }
  }
  return found;
}

}  // namespace baryon::bundle::lint
