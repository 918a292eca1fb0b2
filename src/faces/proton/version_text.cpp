#include "faces/proton/version_text.h"

#include <charconv>
#include <limits>

namespace baryon::faces::proton {

std::int64_t parse_version_part(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() ? number : std::numeric_limits<std::int64_t>::max();
}

}  // namespace baryon::faces::proton
