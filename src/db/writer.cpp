#include "db/writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baryon::db {
namespace {

// Deadlocks end with one of two transactions undone, so that it rarely takes a third try.
constexpr int max_tries = 5;

}  // namespace

Writer::Writer(std::unique_ptr<Session> session, Turn turn, Connect connect)
    : session_(std::move(session)), turn_(turn), connect_(std::move(connect)), thread_([this] { loop(); }) {}

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
    std::vector<Item> group;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), max_group));
      group.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    commit_group(std::move(group));
  }
}

Result<void> Writer::run(std::span<Item> items, bool& is_committing) {
  BARYON_CHECK(session_->begin(turn_));
  for (auto& item : items) BARYON_CHECK(item.work(*session_));
  is_committing = true;
  return session_->commit();
}

Result<void> Writer::commit(std::span<Item> items) {
  for (int tries = 1;; ++tries) {
    if (!session_ || (session_->is_lost() && connect_)) {
      BARYON_TRY(session_, connect_());
    }
    bool is_committing = false;
    auto done = run(items, is_committing);
    if (done) return done;
    session_->rollback();
    const bool is_undone = session_->trouble() == Trouble::collision ||
                           (session_->trouble() == Trouble::lost && !is_committing && connect_);
    if (!is_undone || tries == max_tries) return done;
  }
}

void Writer::commit_group(std::vector<Item> group) {
  const auto committed = commit(group);
  const bool is_database_at_fault = !committed && committed.error().code == ErrorCode::unavailable;
  for (auto& item : group) {
    if (committed || is_database_at_fault || group.size() == 1)
      item.done(committed);
    else
      item.done(commit(std::span(&item, 1)));
  }
}

}  // namespace baryon::db
