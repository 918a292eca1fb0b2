#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace baryon {

/// How one waits for a while, so that tests need not. Thread-safe.
class Pauses {
 public:
  virtual ~Pauses() = default;

  /// False where there is no more waiting: the program stops.
  virtual bool pause(std::chrono::milliseconds time) = 0;
};

/// Really waits, but not beyond a stop that is asked for.
class StoppablePauses final : public Pauses {
 public:
  explicit StoppablePauses(std::stop_token stop = {}) : stop_(std::move(stop)) {}

  bool pause(std::chrono::milliseconds time) override;

 private:
  const std::stop_token stop_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
};

}  // namespace baryon
