#include "pipeline/sync_configs.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "forge/named_repository.h"
#include "pipeline/repository_links.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using registry::TemplateKey;

constexpr std::string_view select_count = "SELECT count(*) FROM template_syncs WHERE mode <> 'automatic'";

std::string text(const TemplateKey& key) {
  return fmt::format("{} template '{}'", bundle::to_string(key.kind), key.name);
}

bool is_same_place(const SyncConfig& config, const WantedSyncConfig& wanted) {
  return path_key(config.repository) == path_key(wanted.repository) && config.branch == wanted.branch &&
         config.subdirectory == wanted.subdirectory;
}

Result<void> check_quota(Session& session, std::int64_t most) {
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_count));
  if (!row || std::get<0>(*row) < most) return {};
  return fail(ErrorCode::too_large, fmt::format("there are {} sync configs already, the most there can be", most));
}

bool is_live(const std::optional<SyncConfig>& config) { return config && config->mode != SyncMode::stopped; }

}  // namespace

SyncConfigs::SyncConfigs(db::Database& database, const Clock& clock, Options options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

Result<SyncConfig> SyncConfigs::store(Session& session, const WantedSyncConfig& wanted,
                                      const std::optional<SyncConfig>& before) const {
  const auto now = clock_.now();
  const forge::Repository named{.project = wanted.repository.project, .slug = wanted.repository.slug};
  BARYON_CHECK(ensure_link(session, options_.forge, named, now));
  BARYON_TRY(const auto link, find_link(session, options_.forge, named));
  SyncConfig config{.template_key = wanted.template_key,
                    .mode = SyncMode::configured,
                    .forge = options_.forge,
                    .repository = link ? link->repository : named,
                    .branch = wanted.branch,
                    .subdirectory = wanted.subdirectory,
                    .created_at = is_live(before) ? before->created_at : now,
                    .modified_at = now,
                    .revision = before ? before->revision + 1 : 1,
                    .due_at = now};
  BARYON_CHECK(put_sync_config(session, config));
  if (before) BARYON_CHECK(remove_unused_link(session, before->forge, before->repository));
  return config;
}

Result<SyncConfig> SyncConfigs::create(const WantedSyncConfig& wanted) {
  auto made = database_.writer().write([&](Session& session) -> Result<SyncConfig> {
    BARYON_TRY(auto before, find_sync_config(session, wanted.template_key));
    if (!before || before->mode == SyncMode::automatic) BARYON_CHECK(check_quota(session, options_.most));
    if (!before || before->mode != SyncMode::configured) return store(session, wanted, before);
    if (is_same_place(*before, wanted)) return *std::move(before);
    return fail(ErrorCode::conflict, fmt::format("{} has a sync config already, which names {}",
                                                 text(wanted.template_key), before->place()));
  });
  if (made) options_.on_due();
  return made;
}

Result<SyncConfig> SyncConfigs::update(const WantedSyncConfig& wanted) {
  auto updated = database_.writer().write([&](Session& session) -> Result<SyncConfig> {
    BARYON_TRY(const auto before, find_sync_config(session, wanted.template_key));
    if (is_live(before)) return store(session, wanted, before);
    return fail(ErrorCode::not_found, fmt::format("{} has no sync config", text(wanted.template_key)));
  });
  if (updated) options_.on_due();
  return updated;
}

Result<std::optional<SyncConfig>> SyncConfigs::get(const TemplateKey& key) {
  BARYON_TRY(auto found, database_.read([&](Session& session) { return find_sync_config(session, key); }));
  if (!is_live(found)) found.reset();
  return found;
}

Result<std::optional<SyncConfig>> SyncConfigs::stop(const TemplateKey& key) {
  return database_.writer().write([&](Session& session) -> Result<std::optional<SyncConfig>> {
    BARYON_TRY(auto before, find_sync_config(session, key));
    if (!is_live(before)) return std::nullopt;
    auto stopped = *before;
    stopped.mode = SyncMode::stopped;
    stopped.modified_at = clock_.now();
    ++stopped.revision;
    stopped.due_at.reset();
    stopped.attempts = 0;
    stopped.failed_at.reset();
    stopped.failure.clear();
    BARYON_CHECK(put_sync_config(session, stopped));
    return before;
  });
}

Result<void> SyncConfigs::forget(const TemplateKey& key) {
  return database_.writer().write([&](Session& session) { return remove_sync_config(session, key); });
}

Result<std::vector<SyncConfig>> SyncConfigs::list(const forge::Repository& repository) {
  BARYON_TRY(auto configs,
             database_.read([&](Session& session) { return sync_configs_of(session, options_.forge, repository); }));
  std::erase_if(configs, [](const SyncConfig& config) { return config.mode == SyncMode::stopped; });
  return configs;
}

}  // namespace baryon::pipeline
