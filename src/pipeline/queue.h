#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/event.h"
#include "pipeline/registrar.h"
#include "pipeline/states.h"

namespace baryon::pipeline {

/// A sync that a worker has claimed.
struct Job {
  std::string id;
  std::string forge;
  forge::Repository repository;
  std::string ref;
  std::string commit;
  std::string subject;
  std::string run;                 ///< the same in all attempts until the sync has ended (pipeline/enqueue.h)
  std::int64_t waits = 0;          ///< attempts before this one that do not count: somebody had to mend something
  std::int64_t attempt = 1;        ///< this one, counted from 1
  std::string announced;           ///< the newest commit announced for the ref; empty: the ref is gone
  bool is_order_doubtful = false;  ///< whether that is so, only the forge knows
};

/// How a sync ended.
struct Ending {
  SyncState state = SyncState::succeeded;
  std::string reason;
  std::string hint = {};
  std::vector<TemplateResult> results = {};
};

struct QueueOptions {
  std::int64_t max_attempts = 12;
  std::chrono::milliseconds lease{std::chrono::seconds(60)};
  std::chrono::milliseconds first_delay{std::chrono::seconds(1)};  ///< also the shortest
  std::chrono::milliseconds longest_delay{std::chrono::hours(1)};
  std::chrono::milliseconds longest_wait{std::chrono::minutes(1)};  ///< while somebody mends configuration or token
};

/// Durable syncs: claimed with a lease, one at a time for each repository, repositories in turn (pipeline/enqueue.h),
/// tried again with growing pauses. Thread-safe.
///
/// queued -> running -> succeeded | partial | superseded | dead, or retryable -> running ... A lease that runs out
/// (killed process) makes the sync retryable. What waits or runs has a row in `queue`; how it ended is in `syncs`.
class Queue {
 public:
  /// Both must outlive it. `owner` names this process in leases.
  Queue(db::Database& database, const Clock& clock, std::string owner, QueueOptions options = {});

  /// The sync whose turn it is; nothing when none is due.
  Result<std::optional<Job>> claim();

  /// A superseded one whose commit has become the tip again in the meantime is queued again instead.
  Result<void> finish(const Job& job, const Ending& ending);

  /// After a failure: retryable with a pause, or dead when it is final or was tried often enough. Waiting for somebody
  /// to mend configuration or credentials is not counted. Returns what it became.
  Result<SyncState> give_up_for_now(const Job& job, const Error& error);

  /// Extends the leases of syncs that this owner runs. Only of those that it knows to be running: one whose claim or
  /// end was stored without its knowledge, because the connection broke in the commit, is left to the rescuer.
  Result<void> extend_leases(const std::vector<std::string>& syncs);

  /// Makes syncs with an expired lease retryable, or dead when that was their last attempt; the number of the former.
  Result<std::int64_t> rescue();

  /// At start, when this is the only process on the database: whatever is running was left by a dead one. Syncs that
  /// wait for another attempt are due at once.
  Result<std::int64_t> take_back_all();

  /// At the end: what this owner still runs goes back to the queue, as if not tried.
  Result<std::int64_t> hand_back();

  struct Depth {
    std::map<SyncState, std::int64_t> by_state;  ///< what waits, runs or is dead
    std::optional<Timestamp> oldest_waiting;     ///< when the oldest sync that is queued or retryable was queued
  };
  Result<Depth> depth();

  /// Since when the longest waiting sync could have been claimed, not counting those whose repository is busy; nothing
  /// when none is due.
  Result<std::optional<Timestamp>> oldest_due();

 private:
  Result<std::int64_t> release_expired(db::Session& session, std::int64_t now, std::int64_t before) const;
  [[nodiscard]] std::chrono::milliseconds delay_after(std::int64_t failures, std::chrono::milliseconds longest,
                                                      const Error& error) const;

  db::Database& database_;
  const Clock& clock_;
  std::string owner_;
  QueueOptions options_;
};

}  // namespace baryon::pipeline
