#include "db/writer.h"

#include <iterator>
#include <utility>

namespace baryon::db {
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

Result<void> Writer::commit_together(std::deque<Item>& group) {
  BARYON_CHECK(session_->begin());
  for (auto& item : group) BARYON_CHECK(item.work(*session_));
  return session_->commit();
}

Result<void> Writer::commit_alone(Item& item) {
  BARYON_CHECK(session_->begin());
  BARYON_CHECK(item.work(*session_));
  return session_->commit();
}

void Writer::commit_group(std::deque<Item> group) {
  const auto committed = commit_together(group);
  if (!committed) session_->rollback();
  const bool is_database_at_fault = !committed && committed.error().code == ErrorCode::unavailable;
  for (auto& item : group) {
    if (committed || is_database_at_fault || group.size() == 1) {
      item.done(committed);
      continue;
    }
    auto outcome = commit_alone(item);
    if (!outcome) session_->rollback();
    item.done(std::move(outcome));
  }
}

}  // namespace baryon::db
