#include "forge/ref_name.h"

#include <algorithm>
#include <cctype>

namespace baryon::forge {

bool is_commit_hash(std::string_view text) {
  return text.size() == 40 && std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool is_zero_hash(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of('0') == std::string_view::npos;
}

bool is_plausible_ref(std::string_view text) {
  constexpr std::string_view prefix = "refs/";
  return text.starts_with(prefix) && text.size() > prefix.size() && text.size() <= 1024 &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace baryon::forge
