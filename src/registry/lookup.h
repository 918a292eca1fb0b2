#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"

/// Single templates and versions, and what is said where they are not there.
namespace baryon::registry::lookup {

[[nodiscard]] Result<std::optional<Template>> find(db::Session& session, const TemplateKey& key);

/// With its schema.
[[nodiscard]] Result<std::optional<Version>> find(db::Session& session, const TemplateKey& key, VersionNumber number);

/// The same for what has to be there. Errors: not_found.
[[nodiscard]] Result<Template> get(db::Session& session, const TemplateKey& key);
[[nodiscard]] Result<Version> get(db::Session& session, const TemplateKey& key, VersionNumber number);

/// Errors: not_found.
Result<void> check_exists(db::Session& session, const ResourceKey& resource);

/// `environment template 'vpc'`, `version 1.2 of environment template 'vpc'`; fit for display.
[[nodiscard]] std::string text(const TemplateKey& key);
[[nodiscard]] std::string text(const TemplateKey& key, VersionNumber number);

}  // namespace baryon::registry::lookup
