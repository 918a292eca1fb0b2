#include "pipeline/polled_repositories.h"

#include <utility>

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_repositories =
    "SELECT p.id, p.project, p.slug, CASE WHEN p.polled_at IS NULL THEN 0 ELSE 1 END, p.was_archived, CASE WHEN "
    "p.missing_since IS NULL THEN 0 ELSE 1 END, CASE WHEN EXISTS (SELECT 1 FROM template_syncs t WHERE "
    "t.repository_id = p.id AND t.forge = p.forge AND t.mode = 'configured') THEN 1 ELSE 0 END FROM repositories p "
    "WHERE p.forge = :forge AND p.id <> 0 ORDER BY p.id";
constexpr std::string_view update_polled =
    "UPDATE repositories SET polled_at = :now, poll_failed_at = NULL, poll_failure = '', missing_since = NULL, "
    "was_archived = :was_archived WHERE id = :id AND forge = :forge";
constexpr std::string_view update_default_branch =
    "UPDATE repositories SET default_branch = :ref, default_branch_checked_at = :now WHERE id = :id AND forge = "
    ":forge";
constexpr std::string_view update_failed =
    "UPDATE repositories SET poll_failed_at = :now, poll_failure = :failure WHERE id = :id AND forge = :forge";
constexpr std::string_view select_missing =
    "SELECT count(*) FROM repositories WHERE id = :id AND forge = :forge AND missing_since IS NOT NULL";
constexpr std::string_view update_missing =
    "UPDATE repositories SET missing_since = :now WHERE id = :id AND forge = :forge AND missing_since IS NULL";
constexpr std::string_view update_listed =
    "UPDATE repositories SET missing_since = NULL WHERE id = :id AND forge = :forge";

}  // namespace

Result<std::vector<PolledRepository>> polled_repositories(Session& session, std::string_view forge) {
  BARYON_TRY(auto rows, (session.query<std::int64_t, std::string, std::string, bool, bool, bool, bool>(
                            select_repositories, forge)));
  std::vector<PolledRepository> out;
  out.reserve(rows.size());
  for (auto& [id, project, slug, was_polled, was_archived, is_missing, is_steered] : rows)
    out.push_back({.repository = {.id = id, .project = std::move(project), .slug = std::move(slug)},
                   .was_polled = was_polled,
                   .was_archived = was_archived,
                   .is_missing = is_missing,
                   .is_steered = is_steered});
  return out;
}

Result<void> note_polled(Session& session, std::string_view forge, const Poll& poll, Timestamp now) {
  BARYON_CHECK(session.execute(update_polled, to_millis(now), poll.is_archived, poll.repository_id, forge));
  if (!poll.default_branch.empty())
    BARYON_CHECK(
        session.execute(update_default_branch, poll.default_branch, to_millis(now), poll.repository_id, forge));
  return {};
}

Result<void> note_poll_failed(Session& session, std::string_view forge, std::int64_t repository_id,
                              std::string_view failure, Timestamp now) {
  BARYON_CHECK(session.execute(update_failed, to_millis(now), failure, repository_id, forge));
  return {};
}

Result<bool> is_repository_missing(Session& session, std::string_view forge, std::int64_t repository_id) {
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_missing, repository_id, forge));
  return row && std::get<0>(*row) > 0;
}

Result<void> note_missing(Session& session, std::string_view forge, std::int64_t repository_id, Timestamp now) {
  BARYON_CHECK(session.execute(update_missing, to_millis(now), repository_id, forge));
  return {};
}

Result<void> note_listed(Session& session, std::string_view forge, std::int64_t repository_id) {
  BARYON_CHECK(session.execute(update_listed, repository_id, forge));
  return {};
}

}  // namespace baryon::pipeline
