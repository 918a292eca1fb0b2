#include "db/timer_lock.h"

#include <string_view>
#include <utility>

namespace baryon::db {
namespace {

// Held by the session. Its first half says "Baryon's timers", its second which installation.
constexpr std::string_view try_lock =
    "SELECT pg_try_advisory_lock(1111577172, hashtext(COALESCE(current_schema(), '')))";
constexpr std::string_view unlock = "SELECT pg_advisory_unlock_all()";
constexpr std::string_view ask_anything = "SELECT 1";

}  // namespace

bool TimerLock::is_ours() {
  if (database_.dialect() == Dialect::sqlite) return true;
  const std::lock_guard lock(mutex_);
  is_held_ = (is_held_ && keeps()) || takes();
  return is_held_;
}

void TimerLock::release() {
  const std::lock_guard lock(mutex_);
  // Said, since the server takes its time to notice that a connection has ended.
  if (is_held_) static_cast<void>(session_->query<std::string>(unlock));
  is_held_ = false;
  session_.reset();
}

bool TimerLock::keeps() { return session_->query<std::int64_t>(ask_anything).has_value(); }

bool TimerLock::takes() {
  if (!session_ || session_->is_lost()) {
    auto connected = database_.connect(Session::Mode::read_only);
    if (!connected) return false;
    session_ = *std::move(connected);
  }
  const auto taken = session_->query_one<bool>(try_lock);
  return taken && *taken && std::get<0>(**taken);
}

}  // namespace baryon::db
