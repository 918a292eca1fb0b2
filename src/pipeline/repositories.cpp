#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

// The condition keeps the usual case, nothing new, from writing.
constexpr std::string_view upsert_repository =
    "INSERT INTO repositories (forge, id, project, slug, default_branch, default_branch_checked_at) VALUES (:forge, "
    ":id, :project, :slug, '', 0) ON CONFLICT (id, forge) DO UPDATE SET project = excluded.project, slug = "
    "excluded.slug WHERE repositories.project <> excluded.project OR repositories.slug <> excluded.slug";
constexpr std::string_view select_repository =
    "SELECT project, slug FROM repositories WHERE id = :id AND forge = :forge";
constexpr std::string_view select_default_branch =
    "SELECT default_branch FROM repositories WHERE id = :id AND forge = :forge AND default_branch <> '' AND "
    "default_branch_checked_at >= :oldest";
constexpr std::string_view update_default_branch =
    "UPDATE repositories SET default_branch = :ref, default_branch_checked_at = :now WHERE id = :id AND forge = "
    ":forge";

}  // namespace

Result<void> remember_repository(db::Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_CHECK(session.execute(upsert_repository, forge, repository.id, repository.project, repository.slug));
  return {};
}

Result<std::optional<forge::Repository>> find_repository(db::Session& session, std::string_view forge,
                                                         std::int64_t id) {
  BARYON_TRY(const auto row, (session.query_one<std::string, std::string>(select_repository, id, forge)));
  if (!row) return std::nullopt;
  return forge::Repository{.id = id, .project = std::get<0>(*row), .slug = std::get<1>(*row)};
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
