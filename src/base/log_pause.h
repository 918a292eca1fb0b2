#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

namespace baryon {

/// Keeps what strangers can cause as often as they like from filling the log: one line, then silence for ten seconds.
/// Thread-safe.
///
///     if (const auto unlogged = pause_.next()) log::warning("denied", {{"not_logged_before", *unlogged}});
class LogPause {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds length{10};

  explicit LogPause(std::function<Time()> now = std::chrono::steady_clock::now);

  /// How often it was silent since the last line; nothing when it is to be silent now.
  [[nodiscard]] std::optional<std::uint64_t> next();

 private:
  std::function<Time()> now_;
  std::mutex mutex_;
  std::optional<Time> last_;
  std::uint64_t unlogged_ = 0;
};

}  // namespace baryon
