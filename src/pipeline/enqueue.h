#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "db/session.h"

namespace baryon::pipeline {

/// Puts a sync that was just added to `syncs` into the queue, due at once.
///
/// Each gets a turn: the number after the last of its repository, or that of what runs now if this is higher. Served in
/// the order of turns, repositories take part alike, however much one of them has waiting (start-time fair queueing).
///
/// And it begins a run, which lasts over all attempts until the sync has ended. An attempt that fails late may have
/// made versions; the next one of the same run does not make them again.
Result<void> enqueue_new(db::Session& session, std::string_view sync, Timestamp now);

/// Has a sync run again with all its attempts, due at once. How it ended is forgotten, but its results stay until it
/// ends again. False for one that runs, which is left alone, and for one that does not exist.
Result<bool> enqueue_again(db::Session& session, std::string_view sync, std::string_view reason, Timestamp now);

/// For one that waits, and whose commit is the tip again: a new run where the ref was synced at another commit
/// meanwhile, as what was made before that is not the newest any more.
Result<void> begin_anew_if_left(db::Session& session, std::string_view sync, Timestamp now);

/// A ref, by its full name.
struct RefKey {
  std::string_view forge;
  std::int64_t repository_id = 0;
  std::string_view ref;
};

/// Ends as superseded what waits for the ref, but for the sync `newest` (empty: all of it). What runs is left alone.
/// Returns how many ended.
Result<std::int64_t> supersede_waiting(db::Session& session, const RefKey& ref, std::string_view newest,
                                       std::string_view reason, Timestamp now);

}  // namespace baryon::pipeline
