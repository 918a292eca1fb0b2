#include "pipeline/sync_config_rows.h"

#include <fmt/format.h>

#include <utility>

#include "forge/named_repository.h"

namespace baryon::pipeline {
namespace {

using db::Session;

std::string select_configs(std::string_view rest) {
  return fmt::format(
      "SELECT name, kind, mode, forge, repository_id, project, slug, branch, subdirectory, created_at, modified_at, "
      "revision, due_at, attempts, failed_at, failure FROM template_syncs {}",
      rest);
}

const std::string select_config = select_configs("WHERE name = :name AND kind = :kind");
const std::string select_of_repository = select_configs(
    "WHERE forge = :forge AND (repository_id = :id OR (repository_id = 0 AND path = :path)) ORDER BY name, kind");
const std::string select_of_path = select_configs("WHERE forge = :forge AND path = :path ORDER BY name, kind");
const std::string select_due =
    select_configs("WHERE due_at IS NOT NULL AND due_at <= :now AND forge = :forge ORDER BY due_at LIMIT 1");
constexpr std::string_view upsert_config =
    "INSERT INTO template_syncs (name, kind, mode, forge, repository_id, project, slug, path, branch, subdirectory, "
    "created_at, modified_at, revision, due_at, attempts, failed_at, failure) VALUES (:name, :kind, :mode, :forge, "
    ":repository_id, :project, :slug, :path, :branch, :subdirectory, :created_at, :modified_at, :revision, :due_at, "
    ":attempts, :failed_at, :failure) ON CONFLICT (name, kind) DO UPDATE SET mode = excluded.mode, forge = "
    "excluded.forge, repository_id = excluded.repository_id, project = excluded.project, slug = excluded.slug, path = "
    "excluded.path, branch = excluded.branch, subdirectory = excluded.subdirectory, created_at = excluded.created_at, "
    "modified_at = excluded.modified_at, revision = excluded.revision, due_at = excluded.due_at, attempts = "
    "excluded.attempts, failed_at = excluded.failed_at, failure = excluded.failure";
constexpr std::string_view delete_config = "DELETE FROM template_syncs WHERE name = :name AND kind = :kind";
constexpr std::string_view rename_configs =
    "UPDATE template_syncs SET repository_id = :new_id, project = :project, slug = :slug, path = :path WHERE forge = "
    ":forge AND (repository_id = :id OR (repository_id = 0 AND path = :same_path))";

std::optional<std::int64_t> millis_of(const std::optional<Timestamp>& time) { return time.transform(to_millis); }

registry::TemplateKind kind_from(std::string_view text) {
  using registry::TemplateKind;
  return text == bundle::to_string(TemplateKind::service) ? TemplateKind::service : TemplateKind::environment;
}

template <class... Parameters>
Result<std::vector<SyncConfig>> read(Session& session, const std::string& sql, Parameters&&... parameters) {
  using Millis = std::optional<std::int64_t>;
  BARYON_TRY(auto rows,
             (session.query<std::string, std::string, std::string, std::string, std::int64_t, std::string, std::string,
                            std::string, std::string, std::int64_t, std::int64_t, std::int64_t, Millis, std::int64_t,
                            Millis, std::string>(sql, std::forward<Parameters>(parameters)...)));
  std::vector<SyncConfig> configs;
  configs.reserve(rows.size());
  for (auto& [name, kind, mode, forge, id, project, slug, branch, subdirectory, created, modified, revision, due,
              attempts, failed, failure] : rows) {
    BARYON_TRY(const auto parsed_mode, parse_sync_mode(mode));
    configs.push_back({.template_key = {.kind = kind_from(kind), .name = std::move(name)},
                       .mode = parsed_mode,
                       .forge = std::move(forge),
                       .repository = {.id = id, .project = std::move(project), .slug = std::move(slug)},
                       .branch = std::move(branch),
                       .subdirectory = std::move(subdirectory),
                       .created_at = from_millis(created),
                       .modified_at = from_millis(modified),
                       .revision = revision,
                       .due_at = due.transform(from_millis),
                       .attempts = attempts,
                       .failed_at = failed.transform(from_millis),
                       .failure = std::move(failure)});
  }
  return configs;
}

Result<std::optional<SyncConfig>> first(Result<std::vector<SyncConfig>> configs) {
  if (!configs) return std::unexpected(std::move(configs).error());
  if (configs->empty()) return std::nullopt;
  return std::move(configs->front());
}

}  // namespace

Result<std::optional<SyncConfig>> find_sync_config(Session& session, const registry::TemplateKey& key) {
  return first(read(session, select_config, key.name, bundle::to_string(key.kind)));
}

Result<std::vector<SyncConfig>> sync_configs_of(Session& session, std::string_view forge,
                                                const forge::Repository& repository) {
  if (repository.id == 0) return read(session, select_of_path, forge, path_key(repository));
  return read(session, select_of_repository, forge, repository.id, path_key(repository));
}

Result<std::vector<SyncConfig>> sync_configs_for(Session& session, std::string_view forge,
                                                 const forge::Repository& repository, std::string_view ref) {
  BARYON_TRY(auto configs, sync_configs_of(session, forge, repository));
  std::erase_if(configs,
                [&](const SyncConfig& config) { return config.mode != SyncMode::configured || config.ref() != ref; });
  return configs;
}

Result<std::set<std::string>> configured_refs(Session& session, std::string_view forge,
                                              const forge::Repository& repository) {
  BARYON_TRY(const auto configs, sync_configs_of(session, forge, repository));
  std::set<std::string> refs;
  for (const auto& config : configs)
    if (config.mode == SyncMode::configured) refs.insert(config.ref());
  return refs;
}

Result<std::optional<SyncConfig>> due_sync_config(Session& session, std::string_view forge, Timestamp now) {
  return first(read(session, select_due, to_millis(now), forge));
}

Result<void> put_sync_config(Session& session, const SyncConfig& config) {
  BARYON_CHECK(session.execute(upsert_config, config.template_key.name, bundle::to_string(config.template_key.kind),
                               to_string(config.mode), config.forge, config.repository.id, config.repository.project,
                               config.repository.slug, path_key(config.repository), config.branch, config.subdirectory,
                               to_millis(config.created_at), to_millis(config.modified_at), config.revision,
                               millis_of(config.due_at), config.attempts, millis_of(config.failed_at), config.failure));
  return {};
}

Result<void> remove_sync_config(Session& session, const registry::TemplateKey& key) {
  BARYON_CHECK(session.execute(delete_config, key.name, bundle::to_string(key.kind)));
  return {};
}

Result<void> rename_in_sync_configs(Session& session, std::string_view forge, const forge::Repository& repository) {
  const auto path = path_key(repository);
  BARYON_CHECK(session.execute(rename_configs, repository.id, repository.project, repository.slug, path, forge,
                               repository.id, path));
  return {};
}

}  // namespace baryon::pipeline
