#pragma once

#include <string_view>

namespace baryon::aws::sns {

/// Whether a URL leads to SNS itself: https, `sns.<region>.amazonaws.com` or `.amazonaws.com.cn`, the usual port, no
/// user information. Nothing that a message names may be fetched from anywhere else.
[[nodiscard]] bool is_service_url(std::string_view url);

}  // namespace baryon::aws::sns
