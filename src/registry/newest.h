#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "db/session.h"
#include "registry/decision.h"
#include "registry/library.h"

namespace baryon::registry {

/// The newest of a major with a lower minor than `below` (nothing: the newest of all). Errors: corrupt.
[[nodiscard]] Result<std::optional<Newest>> newest_of_major(db::Session& session, const TemplateKey& key,
                                                            std::int64_t major, std::optional<std::int64_t> below = {});

}  // namespace baryon::registry
