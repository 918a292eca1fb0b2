#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"

/// Tags of templates and versions. None of these looks whether the resource is there.
namespace baryon::registry::tags {

/// Of one resource (AWS Proton User Guide, "Tagging": 50 user-created tags).
inline constexpr std::int64_t most = 50;

/// Whether somebody may give these tags. Errors: invalid (a key twice, or a reserved one).
[[nodiscard]] Result<void> check(const std::vector<Tag>& tags);

/// Errors: invalid (a reserved key).
[[nodiscard]] Result<void> check_key(std::string_view key);

/// Errors: too_large (more than `most`).
[[nodiscard]] Result<void> check_count(std::int64_t count);

/// Adds or replaces. Errors: too_large (more than `most`), invalid (a key twice, or a reserved one).
Result<void> put(db::Session& session, const ResourceKey& resource, const std::vector<Tag>& tags);

/// Keys that are not there do not matter. Errors: invalid (a reserved key).
Result<void> remove(db::Session& session, const ResourceKey& resource, const std::vector<std::string>& keys);

Result<void> remove_all(db::Session& session, const ResourceKey& resource);

/// Copies the template's tags to a new version of it.
Result<void> inherit(db::Session& session, const TemplateKey& key, VersionNumber number);

/// By key, those after `after`.
[[nodiscard]] Result<std::vector<Tag>> list(db::Session& session, const ResourceKey& resource, const std::string& after,
                                            std::size_t limit);

}  // namespace baryon::registry::tags
