#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "base/pauses.h"

namespace baryon::pipeline {

/// Spaces out calls to a server that limits their rate. Nothing is spaced out until the server complains; then all
/// callers pause for as long as it says and go on more slowly, and each success makes them a little quicker again.
/// Thread-safe.
class Pacer {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  /// `pauses` must outlive it.
  explicit Pacer(Pauses& pauses, Now now = std::chrono::steady_clock::now) : pauses_(pauses), now_(std::move(now)) {}

  /// Waits for the caller's turn; false where the program stops.
  [[nodiscard]] bool wait();

  /// The server wants a pause. Complaints about calls that were under way together count once.
  void slow_down(std::chrono::milliseconds pause);

  void speed_up();

 private:
  using Time = std::chrono::steady_clock::time_point;

  Pauses& pauses_;
  const Now now_;
  std::mutex mutex_;
  Time next_;       ///< the next turn
  Time resume_at_;  ///< the end of the pause
  std::chrono::microseconds spacing_{0};
};

}  // namespace baryon::pipeline
