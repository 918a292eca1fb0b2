#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baryon {

/// Wall-clock time in milliseconds since 1970-01-01 UTC.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where time comes from, so that tests can set it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The machine's clock.
[[nodiscard]] const Clock& system_clock();

[[nodiscard]] constexpr std::int64_t to_millis(Timestamp time) { return time.time_since_epoch().count(); }
[[nodiscard]] constexpr Timestamp from_millis(std::int64_t millis) {
  return Timestamp(std::chrono::milliseconds(millis));
}

/// `2026-11-22T14:03:00.123Z` (RFC 3339, UTC).
[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// `3s ago`, `5m ago`, `2h ago`, `4d ago`; `now` for less than a second.
[[nodiscard]] std::string to_age(Timestamp time, Timestamp now);

}  // namespace baryon
