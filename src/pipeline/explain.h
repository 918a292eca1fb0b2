#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "pipeline/history.h"
#include "registry/registry.h"

namespace baryon::pipeline {

/// Everything that is known about one thing.
struct Explanation {
  std::string subject;  ///< `delivery 01j...`, `commit 1234567`, `repository PLAT/infra`, `sync 01j...`
  std::vector<DeliveryRecord> deliveries;
  std::vector<SyncRecord> syncs;
  std::vector<registry::Version> versions;
  std::string versions_unknown = {};  ///< why the registry did not tell; empty: it did
};

/// Looks up a delivery or sync by its identifier, a commit by 7 to 40 hex digits, or a repository by `PROJECT/repo`:
/// what came in, what was decided, what became of it.
/// Errors: invalid (none of these), not_found (with what to check when a push did nothing).
Result<Explanation> explain(History& history, registry::Registry& registry, const std::string& what);

}  // namespace baryon::pipeline
