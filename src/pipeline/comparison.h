#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/forge.h"
#include "pipeline/ref_move.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// A ref that was not, or was not known to be, where the forge shows it.
struct RefDifference {
  std::string ref;
  std::string from;    ///< the tip that was known; empty: none
  std::string commit;  ///< the one that the forge shows; empty: the ref is gone
  RefMove move = RefMove::none;
  bool is_queued = false;
};

/// What comparing a repository's branches with the ledger showed.
struct Comparison {
  bool is_wanted = true;            ///< false: nothing of it is configured, and the forge was not asked
  std::string default_branch = {};  ///< full name, where it was told
  std::vector<RefDifference> differences = {};

  [[nodiscard]] std::size_t queued() const;
  [[nodiscard]] std::size_t count(RefMove move) const;
};

/// What a comparison needs. All must outlive it.
struct ComparisonParts {
  db::Database& database;
  forge::Forge& forge;
  const Rules& rules;
  const Clock& clock;
};

/// Asks the forge for the branches of a repository, one request in the usual case, and queues what no webhook told:
/// branches that are new, that moved, that were put back. Those that have vanished are asked for once more by name and
/// recorded as gone. Where everything is as it was known, nothing is written. Threads may compare at the same time; a
/// webhook that comes meanwhile makes the ref doubtful rather than lose.
/// Errors: those of the forge (not_found: the repository is not called so any more) and of the database.
Result<Comparison> compare(const ComparisonParts& parts, const forge::Repository& repository);

}  // namespace baryon::pipeline
