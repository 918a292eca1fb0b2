#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "base/pauses.h"

namespace baryon::test {

/// Waits for nothing and remembers how long it should have been. Thread-safe.
class NoPauses final : public Pauses {
 public:
  /// With how many pauses the program goes on; the one after them is cut short.
  explicit NoPauses(std::size_t most = 10'000) : most_(most) {}

  bool pause(std::chrono::milliseconds time) override {
    const std::lock_guard lock(mutex_);
    taken_.push_back(time);
    return taken_.size() <= most_;
  }

  [[nodiscard]] std::vector<std::chrono::milliseconds> taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::vector<std::chrono::milliseconds> taken_;
};

}  // namespace baryon::test
