#include "forge/repository_name.h"

#include <algorithm>

namespace baryon::forge {

bool is_plausible_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && text != "." && text != ".." &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/' || c == '\\'; });
}

}  // namespace baryon::forge
