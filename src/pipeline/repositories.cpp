#include "pipeline/repositories.h"

#include "base/glob.h"
#include "pipeline/repository_links.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

// The condition keeps the usual case, nothing new, from writing.
constexpr std::string_view upsert_repository =
    "INSERT INTO repositories (forge, id, project, slug, default_branch, default_branch_checked_at) VALUES (:forge, "
    ":id, :project, :slug, '', 0) ON CONFLICT (id, forge) DO UPDATE SET project = excluded.project, slug = "
    "excluded.slug WHERE repositories.project <> excluded.project OR repositories.slug <> excluded.slug";
constexpr std::string_view select_repository =
    "SELECT project, slug FROM repositories WHERE id = :id AND forge = :forge";
constexpr std::string_view select_repository_called =
    "SELECT id, project, slug FROM repositories WHERE forge = :forge AND lower(project) = :project AND lower(slug) = "
    ":slug AND id <> 0 ORDER BY missing_since IS NOT NULL, id DESC LIMIT 1";
constexpr std::string_view select_default_branch =
    "SELECT default_branch FROM repositories WHERE id = :id AND forge = :forge AND default_branch <> '' AND "
    "default_branch_checked_at >= :oldest";
constexpr std::string_view update_default_branch =
    "UPDATE repositories SET default_branch = :ref, default_branch_checked_at = :now WHERE id = :id AND forge = "
    ":forge";

Result<void> rename(db::Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_CHECK(rename_in_sync_configs(session, forge, repository));
  return rename_link(session, forge, repository);
}

}  // namespace

Result<void> remember_repository(db::Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_TRY(const auto changed,
             session.execute(upsert_repository, forge, repository.id, repository.project, repository.slug));
  return changed == 0 || repository.id == 0 ? Result<void>() : rename(session, forge, repository);
}

Result<void> identify_repository(db::Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_CHECK(session.execute(upsert_repository, forge, repository.id, repository.project, repository.slug));
  return rename(session, forge, repository);
}

Result<std::optional<forge::Repository>> find_repository(db::Session& session, std::string_view forge,
                                                         std::int64_t id) {
  BARYON_TRY(const auto row, (session.query_one<std::string, std::string>(select_repository, id, forge)));
  if (!row) return std::nullopt;
  return forge::Repository{.id = id, .project = std::get<0>(*row), .slug = std::get<1>(*row)};
}

Result<std::optional<forge::Repository>> find_repository_called(db::Session& session, std::string_view forge,
                                                                const std::string& project, const std::string& slug) {
  BARYON_TRY(auto row, (session.query_one<std::int64_t, std::string, std::string>(select_repository_called, forge,
                                                                                  to_lower(project), to_lower(slug))));
  if (!row) return std::nullopt;
  auto& [id, known_project, known_slug] = *row;
  return forge::Repository{.id = id, .project = std::move(known_project), .slug = std::move(known_slug)};
}

Result<std::optional<std::string>> known_default_branch(db::Session& session, std::string_view forge, std::int64_t id,
                                                        Timestamp now, std::chrono::milliseconds max_age) {
  BARYON_TRY(auto row, session.query_one<std::string>(select_default_branch, id, forge, to_millis(now - max_age)));
  if (!row) return std::nullopt;
  return std::get<0>(std::move(*row));
}

Result<void> remember_default_branch(db::Session& session, std::string_view forge, const forge::Repository& repository,
                                     std::string_view ref, Timestamp now) {
  BARYON_CHECK(remember_repository(session, forge, repository));
  BARYON_CHECK(session.execute(update_default_branch, ref, to_millis(now), repository.id, forge));
  return {};
}

Result<void> forget_default_branch(db::Session& session, std::string_view forge, std::int64_t id) {
  BARYON_CHECK(session.execute(update_default_branch, "", 0, id, forge));
  return {};
}

}  // namespace baryon::pipeline
