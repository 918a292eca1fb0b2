#pragma once

#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"
#include "registry/options.h"

/// What `Library` says of templates, in a transaction.
namespace baryon::registry::library {

[[nodiscard]] Result<Template> create_template(db::Session& session, const NewTemplate& wanted,
                                               const LibraryQuotas& quotas, Timestamp now);

[[nodiscard]] Result<Template> update_template(db::Session& session, const TemplateKey& key,
                                               const TemplateUpdate& update, Timestamp now);

[[nodiscard]] Result<std::optional<Template>> delete_template(db::Session& session, const TemplateKey& key);

[[nodiscard]] Result<LibraryCounts> counts(db::Session& session);

}  // namespace baryon::registry::library
