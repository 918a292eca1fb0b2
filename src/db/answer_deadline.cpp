#include "db/answer_deadline.h"

#include <sys/socket.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace baryon::db {
namespace {

using std::chrono::steady_clock;

// How late a deadline may be noticed. Calls come by the thousand a second, so that none of them wakes the thread.
constexpr std::chrono::milliseconds tick(250);

/// One thread for all connections of the process, from the first call on.
class Watch {
 public:
  std::uint64_t add(int socket, steady_clock::time_point end) {
    const std::lock_guard lock(mutex_);
    calls_.emplace(++last_, Call{.socket = socket, .end = end});
    return last_;
  }

  void remove(std::uint64_t call) {
    const std::lock_guard lock(mutex_);
    calls_.erase(call);
  }

 private:
  struct Call {
    int socket;
    steady_clock::time_point end;
  };

  void loop(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      const auto now = steady_clock::now();
      for (const auto& [number, call] : calls_)
        if (call.end <= now) ::shutdown(call.socket, SHUT_RDWR);
      changed_.wait_for(lock, stop, tick, [] { return false; });
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::uint64_t, Call> calls_;
  std::uint64_t last_ = 0;
  std::jthread thread_{[this](const std::stop_token& stop) { loop(stop); }};
};

Watch& watch() {
  static Watch the_watch;
  return the_watch;
}

}  // namespace

AnswerDeadline::AnswerDeadline(int socket, std::chrono::milliseconds patience)
    : call_(watch().add(socket, steady_clock::now() + patience)) {}

AnswerDeadline::~AnswerDeadline() { watch().remove(call_); }

}  // namespace baryon::db
