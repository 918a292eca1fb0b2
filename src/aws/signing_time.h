#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace baryon::aws {

/// `20150830T123600Z` (ISO 8601, basic format).
[[nodiscard]] std::string to_basic_time(std::chrono::sys_seconds time);

/// Nothing unless it is exactly of that form and names a time that exists.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_basic_time(std::string_view text);

/// `2015-08-30T12:36:00Z`, perhaps with a fraction of the second, which is cut to milliseconds (ISO 8601, UTC).
[[nodiscard]] std::optional<Timestamp> parse_iso_time(std::string_view text);

/// `Sun, 30 Aug 2015 12:36:00 GMT` (IMF-fixdate of RFC 9110, 5.6.7); the day of the week is not checked.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace baryon::aws
