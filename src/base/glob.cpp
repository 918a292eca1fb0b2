#include "base/glob.h"

#include <algorithm>

namespace baryon {
namespace {

constexpr auto nowhere = std::string_view::npos;

// Where to go on when the text after a star did not fit.
struct Star {
  std::size_t pattern = nowhere;  // just behind the star
  std::size_t name = 0;           // first character it has not taken yet
};

}  // namespace

// Iterative with two levels of backtracking, so that no pattern takes more than (pattern x name^2) steps.
bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  Star single;
  Star across;
  while (n < name.size() || p < pattern.size()) {
    if (pattern.substr(p).starts_with("**")) {
      p += 2;
      across = {.pattern = p, .name = n};
      single = {};
      continue;
    }
    if (p < pattern.size() && pattern[p] == '*') {
      ++p;
      single = {.pattern = p, .name = n};
      continue;
    }
    if (p < pattern.size() && n < name.size() && (pattern[p] == name[n] || (pattern[p] == '?' && name[n] != '/'))) {
      ++p;
      ++n;
      continue;
    }
    if (single.pattern != nowhere && single.name < name.size() && name[single.name] != '/') {
      p = single.pattern;
      n = ++single.name;
      continue;
    }
    if (across.pattern != nowhere && across.name < name.size()) {
      p = across.pattern;
      n = ++across.name;
      single = {};
      continue;
    }
    return false;
  }
  return true;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool glob_matches_ignoring_case(std::string_view pattern, std::string_view name) {
  return glob_matches(to_lower(pattern), to_lower(name));
}

bool any_glob_matches(const std::vector<std::string>& patterns, std::string_view name, Case letters) {
  const auto matches = letters == Case::ignored ? glob_matches_ignoring_case : glob_matches;
  bool included = !patterns.empty() && std::ranges::all_of(patterns, [](const auto& p) { return p.starts_with('!'); });
  for (const std::string_view pattern : patterns) {
    const bool excludes = pattern.starts_with('!');
    if (matches(excludes ? pattern.substr(1) : pattern, name)) included = !excludes;
  }
  return included;
}

}  // namespace baryon
