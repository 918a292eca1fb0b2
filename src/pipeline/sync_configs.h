#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/sync_config.h"

namespace baryon::pipeline {

/// What somebody wants a template to be synced from.
struct WantedSyncConfig {
  registry::TemplateKey template_key;
  forge::Repository repository;  ///< its id does not matter
  std::string branch;
  std::string subdirectory = {};
};

/// The sync configs of templates as people make, change and delete them. Thread-safe.
///
/// One that is made or changed is due at once: `SyncConfigLooks` looks at its branch and has it synced. Messages are
/// fit for an API's answer.
class SyncConfigs {
 public:
  struct Options {
    std::string forge;
    std::function<void()> on_due = [] {};  ///< called after a commit that made one due; must not block
    std::int64_t most = 1000;              ///< that somebody made or deleted; automatic ones do not count
  };

  /// All must outlive it.
  SyncConfigs(db::Database& database, const Clock& clock, Options options);

  /// Takes over from an automatic or stopped one. The same again gives the existing one. Errors: conflict (it is
  /// configured otherwise), too_large (`Options::most`).
  Result<SyncConfig> create(const WantedSyncConfig& wanted);

  /// Errors: not_found (none, or stopped).
  Result<SyncConfig> update(const WantedSyncConfig& wanted);

  /// Nothing where there is none, or a stopped one.
  Result<std::optional<SyncConfig>> get(const registry::TemplateKey& key);

  /// Pushes register the template no longer. What was stopped; nothing where there was none, or a stopped one.
  Result<std::optional<SyncConfig>> stop(const registry::TemplateKey& key);

  /// The template is gone, and with it what was said about it.
  Result<void> forget(const registry::TemplateKey& key);

  /// Those that name the repository and are not stopped, by template.
  Result<std::vector<SyncConfig>> list(const forge::Repository& repository);

 private:
  Result<SyncConfig> store(db::Session& session, const WantedSyncConfig& wanted,
                           const std::optional<SyncConfig>& before) const;

  db::Database& database_;
  const Clock& clock_;
  Options options_;
};

}  // namespace baryon::pipeline
