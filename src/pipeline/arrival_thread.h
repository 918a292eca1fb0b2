#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "pipeline/arrival_looks.h"

namespace baryon::pipeline {

struct ArrivalThreadOptions {
  std::chrono::milliseconds poll{std::chrono::seconds(1)};  ///< for what falls due without a wake-up
  std::function<void()> on_queued = [] {};                  ///< called when a look has queued a sync
};

/// A thread that looks at what arrived in the store: at once after `wake`. It is one of its own so that a forge that
/// answers slowly does not hold it up. `start` and `stop` from one thread; `wake` from any.
class ArrivalThread {
 public:
  /// `looks` must outlive it.
  ArrivalThread(ArrivalLooks& looks, ArrivalThreadOptions options);
  ~ArrivalThread();
  ArrivalThread(ArrivalThread&&) = delete;
  ArrivalThread& operator=(ArrivalThread&&) = delete;
  ArrivalThread(const ArrivalThread&) = delete;
  ArrivalThread& operator=(const ArrivalThread&) = delete;

  void start();
  void wake();

  /// Lets the look under way finish.
  void stop();

 private:
  void work();
  bool look_at_one();
  /// Waits for a wake-up or for the time; false when stopping.
  bool pause(std::chrono::milliseconds time);

  ArrivalLooks& looks_;
  ArrivalThreadOptions options_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace baryon::pipeline
