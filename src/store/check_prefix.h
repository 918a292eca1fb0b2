#pragma once

#include <string_view>

namespace baryon::store {

/// Beginning of the keys of objects that a check puts into a bucket for a moment.
inline constexpr std::string_view check_prefix = ".baryon-check-";

}  // namespace baryon::store
