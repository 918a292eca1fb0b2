#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "pipeline/comparison.h"

namespace baryon::pipeline {

struct RoundOptions {
  std::size_t in_flight = 8;  ///< repositories that are compared at the same time
  std::stop_token stop = {};  ///< ends the round between two repositories
  /// Told of each repository as it is compared, by one thread at a time.
  std::function<void(const forge::Repository&, const Result<Comparison>&)> on_compared = [](const auto&, const auto&) {
  };
};

/// What a round came to.
struct RoundReport {
  std::size_t compared = 0;
  std::size_t skipped = 0;  ///< archived, and compared since they are
  std::size_t missing = 0;  ///< known, and not listed any more
  std::size_t queued = 0;
  std::size_t gone = 0;
  std::size_t forced = 0;
  std::vector<Error> failures;  ///< of projects and repositories; the others were compared all the same

  [[nodiscard]] bool can_be_tried_again() const;
};

/// Compares all repositories that are configured, or named by sync configs, with the ledger: one list of repositories,
/// then one request for each. New names are taken from the list, by number; one that is renamed during the round is
/// looked for in a second list. What all found unchanged is noted in one write.
/// Errors: those of the list; of the forge when it fails time and again; unavailable when stopped.
Result<RoundReport> run_round(const ComparisonParts& parts, const RoundOptions& options);

}  // namespace baryon::pipeline
