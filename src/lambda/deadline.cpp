#include "lambda/deadline.h"

#include <utility>

namespace baryon::lambda {

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Deadline::begin(Timestamp deadline, std::stop_source stop) {
  if (deadline - clock_.now() < least) return false;
  {
    const std::lock_guard lock(mutex_);
    stop_at_ = deadline - reserve;
    stop_ = std::move(stop);
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { watch(); });
  changed_.notify_all();
  return true;
}

void Deadline::end() {
  const std::lock_guard lock(mutex_);
  stop_at_.reset();
}

void Deadline::watch() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    if (!stop_at_) {
      changed_.wait(lock);
    } else if (const auto left = *stop_at_ - clock_.now(); left > std::chrono::milliseconds(0)) {
      changed_.wait_for(lock, left);
    } else {
      stop_at_.reset();
      stop_.request_stop();
    }
  }
}

}  // namespace baryon::lambda
