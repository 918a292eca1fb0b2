#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/event.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// What was decided about a change of a stored delivery, and what would be today.
struct ReplayedChange {
  std::string delivery;
  Timestamp received_at;
  std::string project;
  std::string slug;
  std::string ref;
  std::string commit;  ///< empty: the ref was deleted
  std::string decision_before = {};
  std::string reason_before = {};
  std::string decision = {};  ///< queued, duplicate (its sync is known), superseded (by a newer one replayed), ignored
  std::string reason = {};
  std::string sync = {};  ///< empty where there is none

  /// Whether it is admitted now and was not, or the other way round.
  [[nodiscard]] bool is_changed() const { return (decision_before == "ignored") != (decision == "ignored"); }
};

struct ReplayOptions {
  Rules rules;
  std::string forge;
  Timestamp since;
  std::string project = {};  ///< without regard to case; empty: any
  std::string slug = {};
  bool is_dry_run = true;
  /// Reads the body of a delivery: its event by the name and bytes that were stored.
  std::function<Result<forge::Event>(std::string_view key, std::string_view body)> parse;
};

struct ReplaySummary {
  std::int64_t deliveries = 0;
  std::int64_t changes = 0;
  std::int64_t to_sync = 0;  ///< queued, or would be
};

/// Judges the deliveries stored since a time by today's rules and sync configs, newest first, and hands each change to
/// `tell`. Unless it is a dry run, what is admitted now, is the newest of its ref and has no sync yet is queued; since
/// its branch may have moved meanwhile, its sync asks the forge for the head first. Running it again changes nothing.
/// Bodies are read one at a time.
Result<ReplaySummary> replay(db::Database& database, const ReplayOptions& options, Timestamp now,
                             const std::function<void(const ReplayedChange&)>& tell);

}  // namespace baryon::pipeline
