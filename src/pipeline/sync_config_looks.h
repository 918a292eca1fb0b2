#pragma once

#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/forge.h"
#include "pipeline/sync_config.h"

namespace baryon::pipeline {

/// Makes sync configs take effect at once: looks at the branch that one names and has its newest commit synced, again
/// if it was before. Thread-safe.
class SyncConfigLooks {
 public:
  /// All must outlive it.
  SyncConfigLooks(db::Database& database, forge::Forge& forge, const Clock& clock);

  /// Looks for one config that is due: whether it queued a sync, nothing when none is due. A look in vain is kept with
  /// the config and repeated later.
  Result<std::optional<bool>> run_due();

 private:
  Result<bool> look(const SyncConfig& config);
  Result<void> postpone(const SyncConfig& config, const Error& error);

  db::Database& database_;
  forge::Forge& forge_;
  const Clock& clock_;
};

}  // namespace baryon::pipeline
