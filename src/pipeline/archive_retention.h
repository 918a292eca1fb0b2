#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/database.h"
#include "pipeline/object_keys.h"
#include "store/store.h"

namespace baryon::pipeline {

/// An archive that was removed, or would be.
struct PrunedArchive {
  std::string key;
  std::string repository;    ///< `PLAT/infra`
  std::string branch;        ///< `main`
  std::string commit;        ///< 40 hex digits
  std::size_t versions = 0;  ///< of the object, delete markers included
  std::uint64_t size = 0;    ///< bytes of all of them in the store
};

/// What a run came to.
struct PrunedArchives {
  std::vector<PrunedArchive> removed;  ///< by their keys
  std::size_t kept = 0;                ///< archives
};

/// Keeps the newest archives of each branch of each repository, with their object versions, and removes older ones with
/// all of theirs (`store.keep_versions`). Thread-safe.
///
/// Kept whatever their age are archives of commits whose sync waits or runs, of a branch's announced tip, and those
/// that a registered version names. Bundles are not touched, nor is any object whose repository and branch are not
/// known from a push or an arrival: what is not understood stays.
class ArchiveRetention {
 public:
  /// Both must outlive it.
  ArchiveRetention(db::Database& database, store::Store& store, ObjectKeys keys)
      : database_(database), store_(store), keys_(std::move(keys)) {}

  enum class Mode : bool { apply, dry_run };

  /// `count`: how many of a branch stay, at least 1. Errors: those of database and store; what was removed by then is
  /// gone.
  Result<PrunedArchives> prune(std::size_t count, Mode mode);

 private:
  db::Database& database_;
  store::Store& store_;
  ObjectKeys keys_;
};

}  // namespace baryon::pipeline
