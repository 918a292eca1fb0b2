#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"
#include "registry/options.h"

/// How the registration of a version made by hand ends, in a transaction. Nothing happens to one that is gone, ended
/// already, or is another one of the same number: made of another source, or of a template that was made anew.
namespace baryon::registry::library {

[[nodiscard]] Result<std::vector<PendingVersion>> pending_versions(db::Session& session, std::size_t limit);

Result<void> finish_version(db::Session& session, const PendingVersion& pending, const bundle::Bundle& bundle,
                            const std::string& bundle_key, const RegistryOptions& options, Timestamp now);

Result<void> fail_version(db::Session& session, const PendingVersion& pending, const std::string& reason,
                          Timestamp now);

}  // namespace baryon::registry::library
