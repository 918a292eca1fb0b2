#pragma once

#include "base/error.h"
#include "db/session.h"
#include "registry/registry.h"

namespace baryon::registry {

/// What a submission makes of the registry as this session sees it (see decision.h); changes nothing. Run it in the
/// transaction that then makes the version.
[[nodiscard]] Result<Registration> decide(db::Session& session, const Submission& submission,
                                          Compatibility compatibility);

}  // namespace baryon::registry
