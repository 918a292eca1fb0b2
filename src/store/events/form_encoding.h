#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baryon::store::events {

/// `my key/ä.tar.gz` of `my+key/%C3%A4.tar.gz` (application/x-www-form-urlencoded); nothing where a `%` is not followed
/// by two hex digits.
[[nodiscard]] std::optional<std::string> decode_form(std::string_view text);

}  // namespace baryon::store::events
