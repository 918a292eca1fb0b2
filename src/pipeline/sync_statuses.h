#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/sync_config.h"

namespace baryon::pipeline {

/// How far an attempt to sync has come.
enum class AttemptState : std::uint8_t {
  initiated,  ///< the branch of a sync config has not been looked at yet
  queued,
  in_progress,  ///< runs, or waits to be tried again
  succeeded,
  failed,
};

/// One attempt to sync a branch, or to look at it.
struct SyncAttempt {
  AttemptState state = AttemptState::queued;
  std::string commit;         ///< empty: it was not known which
  std::string commit_before;  ///< of the last success before it; empty without
  std::string directory;      ///< of the template's version in the commit; empty where that is not known
  Timestamp started_at;
  std::optional<Timestamp> fetched_at = {};  ///< when the archive began to be fetched
  std::optional<Timestamp> scanned_at = {};  ///< when its templates were looked at
  Timestamp ended_at;                        ///< of the last thing that is known of it
  std::string reason = {};
};

/// How the syncs of a branch, and of a template from there, have gone. Read from deliveries and syncs as they are;
/// nothing is kept for it. Thread-safe.
class SyncStatuses {
 public:
  /// Both must outlive it.
  SyncStatuses(db::Database& database, std::string forge) : database_(database), forge_(std::move(forge)) {}

  /// The newest attempt on a branch, by its short name; nothing where there was none.
  Result<std::optional<SyncAttempt>> of_branch(const forge::Repository& repository, const std::string& branch);

  struct OfTemplate {
    SyncConfig config;
    std::string desired_commit = {};  ///< the branch's tip as last announced; empty where it is not known
    std::optional<SyncAttempt> latest = {};
    std::optional<SyncAttempt> latest_successful = {};
  };

  /// Of one major version of a template; nothing where it has no sync config, or a stopped one.
  Result<std::optional<OfTemplate>> of_template(const registry::TemplateKey& key, std::int64_t major);

 private:
  db::Database& database_;
  std::string forge_;
};

}  // namespace baryon::pipeline
