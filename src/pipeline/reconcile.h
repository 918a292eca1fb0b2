#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/forge.h"
#include "pipeline/comparison.h"
#include "pipeline/round.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

struct ReconcilerOptions {
  Rules rules;
  std::chrono::milliseconds interval{0};  ///< between rounds, a tenth more or less; 0: only when asked for
  std::stop_token stop = {};
};

/// Finds out what no webhook told: compares the branches that the forge shows with the ledger, and queues what is
/// missing. Single repositories when an event asks for it, all that are configured in rounds. Thread-safe.
class Reconciler {
 public:
  /// All must outlive it.
  Reconciler(db::Database& database, forge::Forge& forge, const Clock& clock, ReconcilerOptions options);

  /// Carries out the request for a repository that is due longest (pipeline/reconcile_requests.h): the number of syncs
  /// it queued, nothing when none is due. One that fails is tried again later.
  Result<std::optional<std::size_t>> run_due();

  /// The same for the round; then schedules the next one.
  Result<std::optional<std::size_t>> run_due_round();

  /// Has a round begin as soon as it can, in any process on the database. `reason`: the log's word for it.
  Result<void> request_round(std::string_view reason);

  /// Has one repository compared. Error: not_found, where nothing is known of one that is called so.
  Result<void> request_one(const std::string& project, const std::string& slug, std::string_view reason);

  /// Compares one repository now. If it is not called so any more, it is looked for by its number.
  Result<Comparison> compare_one(const forge::Repository& repository);

  /// Compares all repositories that are configured now.
  Result<RoundReport> compare_all(decltype(RoundOptions::on_compared) on_compared);

 private:
  [[nodiscard]] ComparisonParts parts() const;
  Result<std::size_t> run(std::int64_t repository_id, std::string_view reason);
  Result<Comparison> compare_renamed(const forge::Repository& repository, const Error& error);

  db::Database& database_;
  forge::Forge& forge_;
  const Clock& clock_;
  ReconcilerOptions options_;
};

}  // namespace baryon::pipeline
