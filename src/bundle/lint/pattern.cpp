#include "bundle/lint/pattern.h"

#include <fmt/format.h>

#include <vector>

namespace baryon::bundle::lint {
namespace {

std::string at(std::string_view what, std::size_t offset) { return fmt::format("{} at byte {}", what, offset + 1); }

/// Where the class that begins at `begin` ends: past its `]`, or npos.
std::size_t end_of_class(std::string_view pattern, std::size_t begin) {
  for (auto i = begin + 1; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == ']')
      return i + 1;
  }
  return std::string_view::npos;
}

bool is_quantifier(char c) { return c == '*' || c == '+' || c == '?'; }

}  // namespace

std::optional<std::string> fault_in_pattern(std::string_view pattern) {
  std::vector<std::size_t> open;
  bool has_atom = false;  // something that a quantifier may follow
  std::size_t i = 0;
  while (i < pattern.size()) {
    const auto begin = i++;
    const auto c = pattern[begin];
    if (c == '\\') {
      if (i == pattern.size()) return at("an escape of nothing", begin);
      ++i;
    } else if (c == '[') {
      i = end_of_class(pattern, begin);
      if (i == std::string_view::npos) return at("a '[' that is never closed", begin);
    } else if (c == '(') {
      open.push_back(begin);
      if (pattern.substr(i).starts_with('?')) ++i;  // of `(?:`, `(?=`, `(?<name>`
    } else if (c == ')') {
      if (open.empty()) return at("a ')' that closes nothing", begin);
      open.pop_back();
    } else if (is_quantifier(c)) {
      if (!has_atom) return at(fmt::format("a '{}' that repeats nothing", c), begin);
      if (pattern.substr(i).starts_with('?')) ++i;  // the least, not the most
    }
    has_atom = c != '(' && c != '|' && c != '^' && !is_quantifier(c);
  }
  if (!open.empty()) return at("a '(' that is never closed", open.back());
  return {};
}

}  // namespace baryon::bundle::lint
