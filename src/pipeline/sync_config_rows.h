#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/session.h"
#include "pipeline/sync_config.h"

/// The table of sync configs: at most one of each template, whether that is registered yet or not.
namespace baryon::pipeline {

[[nodiscard]] Result<std::optional<SyncConfig>> find_sync_config(db::Session& session,
                                                                 const registry::TemplateKey& key);

/// Those that name the repository, by template. One whose id is 0 is known by its path alone.
[[nodiscard]] Result<std::vector<SyncConfig>> sync_configs_of(db::Session& session, std::string_view forge,
                                                              const forge::Repository& repository);

/// The `configured` ones among them that name the branch, by its full name.
[[nodiscard]] Result<std::vector<SyncConfig>> sync_configs_for(db::Session& session, std::string_view forge,
                                                               const forge::Repository& repository,
                                                               std::string_view ref);

/// The branches of the repository that `configured` ones name, by full name.
[[nodiscard]] Result<std::set<std::string>> configured_refs(db::Session& session, std::string_view forge,
                                                            const forge::Repository& repository);

/// The one whose branch has been waiting longest to be looked at.
[[nodiscard]] Result<std::optional<SyncConfig>> due_sync_config(db::Session& session, std::string_view forge,
                                                                Timestamp now);

/// Adds or replaces it.
Result<void> put_sync_config(db::Session& session, const SyncConfig& config);

Result<void> remove_sync_config(db::Session& session, const registry::TemplateKey& key);

/// The repository is called so now; those that name it so without its id get that.
Result<void> rename_in_sync_configs(db::Session& session, std::string_view forge, const forge::Repository& repository);

}  // namespace baryon::pipeline
