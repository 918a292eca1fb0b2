#pragma once

#include "base/error.h"
#include "db/session.h"
#include "registry/registry.h"

namespace baryon::registry {

/// What a submission makes of the registry as this session sees it; changes nothing. Run it in the transaction that
/// then makes the version.
///
/// Each directory `v<N>/` continues the major that its newest version has: N, unless a breaking change moved it on
/// (`Compatibility::next_major`), or N was taken by another directory that had been moved to it.
///
/// Errors: conflict (the template is another repository's, or of the other kind).
[[nodiscard]] Result<Registration> decide(db::Session& session, const Submission& submission,
                                          Compatibility compatibility);

}  // namespace baryon::registry
