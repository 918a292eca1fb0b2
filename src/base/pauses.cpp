#include "base/pauses.h"

namespace baryon {

bool StoppablePauses::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, stop_, time, [] { return false; });
  return !stop_.stop_requested();
}

}  // namespace baryon
