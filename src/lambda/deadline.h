#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/clock.h"

namespace baryon::lambda {

/// Asks the work on an event to stop a little before Lambda would end the process, so that there is time to say so.
/// `begin` and `end` from one thread.
class Deadline {
 public:
  /// What an answer needs after the work was stopped.
  static constexpr std::chrono::milliseconds reserve{1000};

  /// With less than that left, nothing is begun that cannot be done in no time.
  static constexpr std::chrono::milliseconds least{2000};

  explicit Deadline(const Clock& clock) : clock_(clock) {}
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// False where too little time is left to begin.
  [[nodiscard]] bool begin(Timestamp deadline, std::stop_source stop);
  void end();

 private:
  void watch();

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Timestamp> stop_at_;
  std::stop_source stop_{std::nostopstate};
  bool is_ending_ = false;
  std::thread thread_;  // started with the first event that needs it
};

}  // namespace baryon::lambda
