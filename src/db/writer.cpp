#include "db/writer.h"

#include <iterator>
#include <utility>
#include <vector>

namespace baryon::db {
namespace {

constexpr std::string_view set_savepoint = "SAVEPOINT piece";
constexpr std::string_view keep_savepoint = "RELEASE SAVEPOINT piece";
constexpr std::string_view undo_savepoint = "ROLLBACK TO SAVEPOINT piece";

}  // namespace

Writer::Writer(std::unique_ptr<Session> session) : session_(std::move(session)), thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::submit(Work work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < max_waiting) {
      waiting_.push_back({.work = std::move(work), .done = std::move(done)});
      wake_.notify_one();
      return;
    }
  }
  done(fail_for_now(ErrorCode::unavailable, "too many changes are waiting to be stored"));
}

void Writer::loop() {
  while (true) {
    std::deque<Item> group;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      if (waiting_.size() <= max_group) {
        group.swap(waiting_);
      } else {
        const auto end = waiting_.begin() + max_group;
        group.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
      }
    }
    commit_group(std::move(group));
  }
}

void Writer::commit_group(std::deque<Item> group) {
  std::vector<Result<void>> outcomes;
  outcomes.reserve(group.size());
  const auto run = [&]() -> Result<void> {
    BARYON_CHECK(session_->begin());
    for (auto& item : group) {
      BARYON_CHECK(session_->execute(set_savepoint));
      auto outcome = item.work(*session_);
      // The database itself fails: what is written so far may be gone, so the whole group is.
      if (!outcome && outcome.error().code == ErrorCode::unavailable) return outcome;
      if (!outcome) BARYON_CHECK(session_->execute(undo_savepoint));
      BARYON_CHECK(session_->execute(keep_savepoint));
      outcomes.push_back(std::move(outcome));
    }
    return session_->commit();
  };
  const auto committed = run();
  if (!committed) session_->rollback();
  for (std::size_t i = 0; i < group.size(); ++i) group[i].done(committed ? std::move(outcomes[i]) : committed);
}

}  // namespace baryon::db
