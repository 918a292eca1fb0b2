#pragma once

#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"
#include "registry/options.h"

/// What `Library` says of versions, in a transaction; how their registration ends is in registration.h.
namespace baryon::registry::library {

[[nodiscard]] Result<Version> begin_version(db::Session& session, const NewVersion& wanted, const LibraryQuotas& quotas,
                                            Timestamp now);

[[nodiscard]] Result<Version> update_version(db::Session& session, const TemplateKey& key, VersionNumber number,
                                             const VersionUpdate& update, Timestamp now);

[[nodiscard]] Result<std::optional<Version>> delete_version(db::Session& session, const TemplateKey& key,
                                                            VersionNumber number);

}  // namespace baryon::registry::library
