#include "bundle/version_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "bundle/quota.h"

namespace baryon::bundle {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

std::optional<std::int64_t> parse_version_segment(std::string_view segment) {
  constexpr std::size_t most_digits = 9;
  if (!segment.starts_with('v')) return {};
  const auto digits = segment.substr(1);
  if (digits.empty() || digits.size() > most_digits || digits[0] == '0' || !std::ranges::all_of(digits, is_digit))
    return {};
  std::int64_t major = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), major);
  return major;
}

std::vector<VersionPath> version_paths_above(std::string_view path) {
  std::vector<VersionPath> found;
  std::string_view parent;
  std::size_t begin = 0;
  for (auto end = path.find('/'); end != std::string_view::npos; end = path.find('/', begin)) {
    const auto segment = path.substr(begin, end - begin);
    if (const auto major = parse_version_segment(segment))
      found.push_back({.directory = path.substr(0, end), .template_name = parent, .major = *major});
    parent = segment;
    begin = end + 1;
  }
  return found;
}

Result<void> check_template_name(std::string_view name) {
  const bool has_right_letters =
      !name.empty() && is_alphanumeric(name.front()) &&
      std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
  if (has_right_letters && name.size() <= quota::template_name_length) return {};
  return fail(ErrorCode::invalid, fmt::format("'{}' cannot be a template's name", escape_for_display(name)),
              "a name is 1 to 100 letters, digits, '-' and '_' of ASCII and begins with a letter or digit");
}

}  // namespace baryon::bundle
