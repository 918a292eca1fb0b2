#include "pipeline/pacer.h"

#include <algorithm>

namespace baryon::pipeline {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Bitbucket's example settings refill five calls a second, shared by all that the token is used for.
constexpr microseconds first_spacing = milliseconds(25);
constexpr microseconds longest_spacing = std::chrono::seconds(2);
constexpr microseconds shortest_spacing = milliseconds(1);

milliseconds rounded_up(std::chrono::nanoseconds time) { return std::chrono::ceil<milliseconds>(time); }

}  // namespace

bool Pacer::wait() {
  Time turn;
  {
    const std::lock_guard lock(mutex_);
    turn = std::max(now_(), next_);
    next_ = turn + spacing_;
  }
  while (true) {
    milliseconds pause{0};
    {
      const std::lock_guard lock(mutex_);
      pause = rounded_up(std::max(turn, resume_at_) - now_());
    }
    if (pause <= milliseconds(0)) return true;
    if (!pauses_.pause(pause)) return false;
  }
}

void Pacer::slow_down(milliseconds pause) {
  const std::lock_guard lock(mutex_);
  const auto now = now_();
  const bool is_known = now < resume_at_;
  resume_at_ = std::max(resume_at_, now + pause);
  next_ = std::max(next_, resume_at_);
  if (!is_known) spacing_ = std::clamp(2 * spacing_, first_spacing, longest_spacing);
}

void Pacer::speed_up() {
  const std::lock_guard lock(mutex_);
  spacing_ -= spacing_ / 16;
  if (spacing_ < shortest_spacing) spacing_ = microseconds(0);
}

}  // namespace baryon::pipeline
