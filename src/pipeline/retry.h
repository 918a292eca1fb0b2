#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"

namespace baryon::pipeline {

/// What became of one sync that somebody wants to be run again.
struct Retried {
  std::string sync;
  std::string state_before;
  bool is_queued = false;  ///< again, with all its attempts; due at once
  std::string reason;
};

/// Queues a sync again, or all syncs of a delivery, by identifier. One that is running goes on, and one that was
/// overtaken by a newer commit stays so.
/// Errors: not_found (no sync or delivery has the identifier), invalid (no identifier; a delivery that brought no
/// sync).
Result<std::vector<Retried>> retry(db::Database& database, const std::string& what, Timestamp now);

}  // namespace baryon::pipeline
