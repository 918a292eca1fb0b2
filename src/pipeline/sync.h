#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/forges.h"
#include "pipeline/queue.h"
#include "pipeline/registrar.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

struct SyncOptions {
  Rules rules;
  std::filesystem::path spool_directory;
  bool reports_status = true;   ///< shows the outcome beside the commit on the forge
  std::string status_url = {};  ///< absolute, `{sync}` stands for the sync's id; empty: the forge chooses
};

/// Runs one sync: is its commit still the newest, is its branch to be synced, fetch its archive from the forge it came
/// from, register what is in it, tell the forge. Thread-safe.
class SyncRunner {
 public:
  /// All must outlive it.
  SyncRunner(db::Database& database, forge::Forges forges, Registrar& registrar, const Clock& clock,
             SyncOptions options);

  /// How it ended, or the error for which it has to be tried again or given up.
  Result<Ending> run(const Job& job);

  /// Shows an ending beside the commit; failures are only logged, they change nothing about what is registered.
  void report(const Job& job, const Ending& ending);

 private:
  Result<Ending> run_as_called(forge::Forge& forge, const Job& job);
  Result<Job> as_called_now(const Job& job);
  Result<bool> is_still_called_so(forge::Forge& forge, const forge::Repository& repository);
  Result<Ending> look_for_repository(forge::Forge& forge, const Job& job, const Error& error);
  Result<std::optional<Ending>> overtaken(forge::Forge& forge, const Job& job);
  Result<Judgement> judge_by_rules(forge::Forge& forge, const Job& job);
  Result<std::string> ask_head(forge::Forge& forge, const Job& job);

  db::Database& database_;
  forge::Forges forges_;
  Registrar& registrar_;
  const Clock& clock_;
  SyncOptions options_;
};

}  // namespace baryon::pipeline
