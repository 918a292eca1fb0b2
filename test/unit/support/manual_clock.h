#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace baryon::test {

/// Time that moves only when a test says so. Thread-safe.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_millis(millis_.load()); }

  void advance(std::chrono::milliseconds time) { millis_ += time.count(); }

 private:
  std::atomic<std::int64_t> millis_ = 1'790'000'000'000;  // in 2026
};

}  // namespace baryon::test
