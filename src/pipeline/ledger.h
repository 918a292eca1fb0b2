#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/event.h"
#include "pipeline/ref_move.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// Where a ref stands: whether its tip is synced, and why not.
enum class LedgerState : std::uint8_t {
  in_step,         ///< the tip is synced
  waiting,         ///< its sync waits for a worker
  running,         ///< a worker has it
  retrying,        ///< it failed for now
  dead,            ///< it failed for good
  unsynced,        ///< nothing syncs it any more
  deleted,         ///< the ref is gone; what was registered from it stays
  missing,         ///< the forge does not list the repository any more
  not_configured,  ///< nobody wants it to be synced
};

/// `in_step`, `not_configured`
[[nodiscard]] std::string_view to_string(LedgerState state);

/// A tip, and when it was told, seen or synced. An empty commit: the ref was gone.
struct LedgerTip {
  std::string commit;
  Timestamp at;
};

/// What is known of one ref: the tip that webhooks announced, that polling saw, that was synced.
struct LedgerEntry {
  std::string forge;
  forge::Repository repository;
  std::string ref;
  std::string tip;  ///< the newest that is known; empty: the ref is gone
  std::optional<LedgerTip> announced = {};
  std::optional<LedgerTip> seen = {};
  std::optional<LedgerTip> synced = {};
  RefMove move = RefMove::none;                 ///< how it got to where it was seen
  std::optional<Timestamp> differs_since = {};  ///< a gap: since when the tip has not been synced
  bool is_unannounced = false;                  ///< polling found the tip, no webhook told of it
  LedgerState state = LedgerState::in_step;
  std::string reason = {};
  std::string hint = {};
  std::string sync = {};                          ///< that of the tip
  std::optional<Timestamp> next_attempt_at = {};  ///< of a sync that is retried
};

struct LedgerFilter {
  bool only_gaps = false;
  std::string project = {};  ///< without regard to case; empty: any
  std::string slug = {};
  std::int64_t limit = 500;
};

/// Reads the ledger: gaps first, the oldest at the top, then by name. A repository is known by its number, so a renamed
/// or moved one keeps its history. Thread-safe.
class Ledger {
 public:
  /// `database` must outlive it.
  Ledger(db::Database& database, Rules rules) : database_(database), rules_(std::move(rules)) {}

  Result<std::vector<LedgerEntry>> entries(const LedgerFilter& filter);

  /// How many refs are to be synced, and have a tip that is not.
  Result<std::int64_t> gaps();

 private:
  db::Database& database_;
  Rules rules_;
};

}  // namespace baryon::pipeline
