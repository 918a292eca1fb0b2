#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "bundle/compatibility.h"
#include "db/session.h"
#include "registry/library.h"

namespace baryon::registry {

/// The registered version (draft or published) that another one of its major is compared with.
struct Newest {
  VersionNumber number;
  std::string digest;
  bundle::Surface surface;
};

/// The newest of a major with a lower minor than `below` (nothing: the newest of all). Errors: corrupt.
[[nodiscard]] Result<std::optional<Newest>> newest_of_major(db::Session& session, const TemplateKey& key,
                                                            std::int64_t major, std::optional<std::int64_t> below = {});

}  // namespace baryon::registry
