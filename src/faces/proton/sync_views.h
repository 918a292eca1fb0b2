#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <string_view>

#include "pipeline/repository_links.h"
#include "pipeline/sync_config.h"
#include "pipeline/sync_statuses.h"

/// Repositories and template sync as the structures of the service model. Members without a value are left out.
namespace baryon::faces::proton {

/// `ENVIRONMENT`, `SERVICE`.
[[nodiscard]] std::string_view template_type_of(registry::TemplateKind kind);

[[nodiscard]] boost::json::object repository_view(const pipeline::RepositoryLink& link, std::string_view region);
[[nodiscard]] boost::json::object repository_summary(const pipeline::RepositoryLink& link, std::string_view region);
[[nodiscard]] boost::json::object sync_config_view(const pipeline::SyncConfig& config);
[[nodiscard]] boost::json::object sync_definition_view(const pipeline::SyncConfig& config, std::string_view region);

[[nodiscard]] boost::json::object branch_status_view(const pipeline::SyncAttempt& attempt);

/// The answer of GetTemplateSyncStatus, of one major version.
[[nodiscard]] boost::json::object template_status_view(const pipeline::SyncStatuses::OfTemplate& status,
                                                       std::int64_t major, std::string_view region);

}  // namespace baryon::faces::proton
