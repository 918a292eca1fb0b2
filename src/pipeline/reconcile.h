#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/forge.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// Compares the heads of repositories with what was announced, and queues what no webhook told. Thread-safe.
class Reconciler {
 public:
  /// All must outlive it.
  Reconciler(db::Database& database, forge::Forge& forge, Rules rules, const Clock& clock);

  /// Runs one comparison that was asked for and is due (pipeline/announce.h): the number of syncs it queued, nothing
  /// when none is due. One that fails is tried again later.
  Result<std::optional<std::int64_t>> run_due();

 private:
  Result<std::int64_t> run(std::int64_t repository_id);

  db::Database& database_;
  forge::Forge& forge_;
  Rules rules_;
  const Clock& clock_;
};

}  // namespace baryon::pipeline
