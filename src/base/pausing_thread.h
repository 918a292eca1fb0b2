#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace baryon {

/// A thread that works, pauses until it is woken or some time is over, and works again.
///
///     thread_.start([this] {
///       while (thread_.pause(std::chrono::minutes(1))) look();
///     });
///
/// `start` and `stop` from one thread, `wake` from any, `pause` and `is_stopping` by the work. As the last member of
/// its owner it ends before what its work uses.
class PausingThread {
 public:
  PausingThread() = default;
  ~PausingThread();
  PausingThread(PausingThread&&) = delete;
  PausingThread& operator=(PausingThread&&) = delete;
  PausingThread(const PausingThread&) = delete;
  PausingThread& operator=(const PausingThread&) = delete;

  /// `work` has to return soon after `pause` has returned false.
  void start(std::function<void()> work);

  /// Ends the pause; where there is none, the next one.
  void wake();

  /// Waits for the work to return. Without effect where nothing was started.
  void stop();

  /// False when stopping.
  bool pause(std::chrono::milliseconds time);

  [[nodiscard]] bool is_stopping();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace baryon
