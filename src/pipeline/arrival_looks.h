#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/object_keys.h"
#include "pipeline/rules.h"
#include "store/store.h"

namespace baryon::pipeline {

struct ArrivalLookOptions {
  Rules rules;
  ObjectKeys keys{"{project}/{commit}.tar.gz"};
};

/// Looks at what others put into the store: which repository, commit and branch it is of, by its metadata (`reponame`,
/// `projectname`, `commithash`, `branch`) and else by its key, and queues its sync. An object that cannot be looked at
/// now is looked at again, after growing pauses. Thread-safe; two looks at one object come to the same.
///
/// An object without a commit gets 40 hex digits made of its key and state; one without a branch stands for itself
/// (`refs/archives/<commit>`), so that none supersedes another.
class ArrivalLooks {
 public:
  /// All must outlive it.
  ArrivalLooks(db::Database& database, store::Store& store, const Clock& clock, ArrivalLookOptions options);

  enum class Looked : std::uint8_t { nothing_due, no_sync, queued };

  /// An object that waits.
  struct Arrival {
    std::string delivery;
    std::int64_t position = 0;  ///< among the delivery's records
    std::string key;
    std::string state;
    std::string put_at;
    std::int64_t attempts = 0;  ///< looks in vain
  };

  /// Looks at the object that waits longest.
  Result<Looked> run_due();

 private:
  Result<Looked> postpone_look(const Arrival& arrival, const Error& error);

  db::Database& database_;
  store::Store& store_;
  const Clock& clock_;
  ArrivalLookOptions options_;
};

}  // namespace baryon::pipeline
