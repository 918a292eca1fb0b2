#include "base/log_pause.h"

#include <utility>

namespace baryon {

LogPause::LogPause(std::function<Time()> now) : now_(std::move(now)) {}

std::optional<std::uint64_t> LogPause::next() {
  const std::lock_guard lock(mutex_);
  const auto now = now_();
  if (last_ && now - *last_ < length) {
    ++unlogged_;
    return std::nullopt;
  }
  last_ = now;
  return std::exchange(unlogged_, 0);
}

}  // namespace baryon
