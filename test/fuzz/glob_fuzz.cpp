// The first line is the patterns, separated by spaces; the rest the name.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"

namespace {

using namespace baryon;

void require(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto space = text.find(' ');
    words.emplace_back(text.substr(0, space));
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  return words;
}

bool is_literal(std::string_view text) { return text.find_first_of("*?") == std::string_view::npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 2048) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line_end = input.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const auto name = input.substr(line_end + 1);
  auto patterns = split(input.substr(0, line_end));
  for (const auto& pattern : patterns) {
    const bool matches = glob_matches(pattern, name);
    if (is_literal(pattern)) require(matches == (pattern == name));
    if (matches) require(glob_matches_ignoring_case(pattern, name));
    if (pattern == "*") require(matches == !name.contains('/'));
    if (pattern == "**") require(matches);
  }
  static_cast<void>(any_glob_matches(patterns, name));
  patterns.emplace_back("**");
  require(any_glob_matches(patterns, name));
  patterns.emplace_back("!**");
  require(!any_glob_matches(patterns, name));
  return 0;
}
