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
  std::chrono::milliseconds first_delay{std::chrono::seconds(1)};
  std::chrono::milliseconds longest_delay{std::chrono::hours(1)};
  std::chrono::milliseconds longest_wait{std::chrono::minutes(1)};  ///< while somebody mends configuration or token
};

/// Durable syncs: claimed with a lease, one at a time for each repository, tried again with growing pauses.
/// Thread-safe.
///
/// queued -> running -> succeeded | partial | superseded | dead, or retryable -> running ... A lease that runs out
/// (killed process) makes the sync retryable.
class Queue {
 public:
  /// Both must outlive it. `owner` names this process in leases.
  Queue(db::Database& database, const Clock& clock, std::string owner, QueueOptions options = {});

  /// The sync that is due longest; nothing when none is.
  Result<std::optional<Job>> claim();

  /// A superseded one whose commit has become the tip again in the meantime is queued again instead.
  Result<void> finish(const Job& job, const Ending& ending);

  /// After a failure: retryable with a pause, or dead when it is final or was tried often enough. Waiting for somebody
  /// to mend configuration or credentials is not counted. Returns what it became.
  Result<SyncState> give_up_for_now(const Job& job, const Error& error);

  /// Extends all leases of this owner.
  Result<void> extend_leases();

  /// Makes syncs with an expired lease retryable, or dead when that was their last attempt; the number of the former.
  Result<std::int64_t> rescue();

  /// At start, when this is the only process on the database: whatever is running was left by a dead one. Syncs that
  /// wait for another attempt are due at once.
  Result<std::int64_t> take_back_all();

  /// At the end: what this owner still runs goes back to the queue, as if not tried.
  Result<std::int64_t> hand_back();

  struct Depth {
    std::map<SyncState, std::int64_t> by_state;
    std::int64_t ref_gaps = 0;                ///< refs whose announced tip is not registered
    std::optional<Timestamp> oldest_waiting;  ///< creation of the oldest sync that is queued or retryable
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
