#pragma once

#include <chrono>
#include <functional>

#include "base/pausing_thread.h"
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

  void start();
  void wake();

  /// Lets the look under way finish.
  void stop();

 private:
  void work();
  bool look_at_one();

  ArrivalLooks& looks_;
  ArrivalThreadOptions options_;
  PausingThread thread_;
};

}  // namespace baryon::pipeline
