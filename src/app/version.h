#pragma once

#include <string_view>

namespace baryon::app {

/// `0.1.0`
[[nodiscard]] std::string_view version();

}  // namespace baryon::app
