#include "base/pausing_thread.h"

#include <utility>

namespace baryon {

PausingThread::~PausingThread() { stop(); }

void PausingThread::start(std::function<void()> work) { thread_ = std::thread(std::move(work)); }

void PausingThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_all();
}

void PausingThread::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool PausingThread::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return is_woken_ || is_stopping_; });
  is_woken_ = false;
  return !is_stopping_;
}

bool PausingThread::is_stopping() {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

}  // namespace baryon
