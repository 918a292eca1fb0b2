#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace baryon::bundle::lint {

[[nodiscard]] inline bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
  return std::ranges::find(names, text) != names.end();
}

}  // namespace baryon::bundle::lint
