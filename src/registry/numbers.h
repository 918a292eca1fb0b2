#pragma once

#include <cstdint>

#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"

/// Which numbers a template's versions were given. They are never given twice, not even after the version is deleted.
namespace baryon::registry::numbers {

/// The major after the highest that was ever given; 1 at first.
[[nodiscard]] Result<std::int64_t> next_major(db::Session& session, const TemplateKey& key);

/// The minor after the highest that this major ever gave; 0 at first.
[[nodiscard]] Result<std::int64_t> next_minor(db::Session& session, const TemplateKey& key, std::int64_t major);

/// Remembers that `number`, which is the next of its major, is given. The template has to be there.
Result<void> give(db::Session& session, const TemplateKey& key, VersionNumber number);

/// Only when the template itself goes.
Result<void> forget(db::Session& session, const TemplateKey& key);

}  // namespace baryon::registry::numbers
