#include "pipeline/repository_links.h"

#include <fmt/format.h>

#include <utility>

#include "forge/named_repository.h"
#include "pipeline/sync_config.h"
#include "registry/tags.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using registry::Tag;

std::string select_links(std::string_view rest) {
  return fmt::format(
      "SELECT forge, repository_id, project, slug, connection_arn, encryption_key, created_at FROM repository_links {}",
      rest);
}

const std::string select_link = select_links("WHERE path = :path AND forge = :forge");
const std::string select_page = select_links("WHERE forge = :forge AND path > :after ORDER BY path LIMIT :limit");
constexpr std::string_view upsert_link =
    "INSERT INTO repository_links (path, forge, repository_id, project, slug, connection_arn, encryption_key, "
    "created_at) VALUES (:path, :forge, :repository_id, :project, :slug, :connection_arn, :encryption_key, "
    ":created_at) ON CONFLICT (path, forge) DO UPDATE SET repository_id = excluded.repository_id, project = "
    "excluded.project, slug = excluded.slug, connection_arn = excluded.connection_arn, encryption_key = "
    "excluded.encryption_key, created_at = excluded.created_at";
constexpr std::string_view insert_link =
    "INSERT INTO repository_links (path, forge, repository_id, project, slug, connection_arn, encryption_key, "
    "created_at) VALUES (:path, :forge, :repository_id, :project, :slug, '', '', :created_at) ON CONFLICT DO NOTHING";
constexpr std::string_view delete_link = "DELETE FROM repository_links WHERE path = :path AND forge = :forge";
constexpr std::string_view delete_unused =
    "DELETE FROM repository_links WHERE path = :path AND forge = :forge AND connection_arn = '' AND NOT EXISTS (SELECT "
    "1 FROM template_syncs t WHERE t.path = repository_links.path AND t.forge = repository_links.forge)";
constexpr std::string_view select_count = "SELECT count(*) FROM repository_links WHERE connection_arn <> ''";
// Two links have become one repository: the one with the name that is right stays.
constexpr std::string_view delete_doubled =
    "DELETE FROM repository_links WHERE forge = :forge AND repository_id = :id AND path <> :path AND EXISTS (SELECT 1 "
    "FROM repository_links other WHERE other.path = :same_path AND other.forge = :same_forge)";
constexpr std::string_view rename =
    "UPDATE repository_links SET repository_id = :new_id, project = :project, slug = :slug, path = :path WHERE forge = "
    ":forge AND (repository_id = :id OR path = :same_path)";
constexpr std::string_view upsert_tag =
    "INSERT INTO repository_tags (path, forge, tag_key, tag_value) VALUES (:path, :forge, :key, :value) ON CONFLICT "
    "(path, forge, tag_key) DO UPDATE SET tag_value = excluded.tag_value";
constexpr std::string_view select_tag_count =
    "SELECT count(*) FROM repository_tags WHERE path = :path AND forge = :forge";
constexpr std::string_view delete_tag =
    "DELETE FROM repository_tags WHERE path = :path AND forge = :forge AND tag_key = :key";
constexpr std::string_view select_tags =
    "SELECT tag_key, tag_value FROM repository_tags WHERE path = :path AND forge = :forge AND tag_key > :after ORDER "
    "BY tag_key LIMIT :limit";

template <class... Parameters>
Result<std::vector<RepositoryLink>> read(Session& session, const std::string& sql, Parameters&&... parameters) {
  BARYON_TRY(
      auto rows,
      (session.query<std::string, std::int64_t, std::string, std::string, std::string, std::string, std::int64_t>(
          sql, std::forward<Parameters>(parameters)...)));
  std::vector<RepositoryLink> links;
  links.reserve(rows.size());
  for (auto& [forge, id, project, slug, connection_arn, encryption_key, created] : rows)
    links.push_back({.forge = std::move(forge),
                     .repository = {.id = id, .project = std::move(project), .slug = std::move(slug)},
                     .connection_arn = std::move(connection_arn),
                     .encryption_key = std::move(encryption_key),
                     .created_at = from_millis(created)});
  return links;
}

}  // namespace

Result<std::optional<RepositoryLink>> find_link(Session& session, std::string_view forge,
                                                const forge::Repository& repository) {
  BARYON_TRY(auto links, read(session, select_link, path_key(repository), forge));
  if (links.empty()) return std::nullopt;
  return std::move(links.front());
}

Result<std::vector<RepositoryLink>> list_links(Session& session, std::string_view forge, const std::string& after,
                                               std::size_t limit) {
  return read(session, select_page, forge, after, limit);
}

Result<void> put_link(Session& session, const RepositoryLink& link) {
  BARYON_CHECK(session.execute(upsert_link, path_key(link.repository), link.forge, link.repository.id,
                               link.repository.project, link.repository.slug, link.connection_arn, link.encryption_key,
                               to_millis(link.created_at)));
  return {};
}

Result<void> ensure_link(Session& session, std::string_view forge, const forge::Repository& repository, Timestamp now) {
  BARYON_CHECK(session.execute(insert_link, path_key(repository), forge, repository.id, repository.project,
                               repository.slug, to_millis(now)));
  return {};
}

Result<void> remove_link(Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_CHECK(session.execute(delete_link, path_key(repository), forge));
  return {};
}

Result<void> remove_unused_link(Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_CHECK(session.execute(delete_unused, path_key(repository), forge));
  return {};
}

Result<std::int64_t> count_links(Session& session) {
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_count));
  return row ? std::get<0>(*row) : 0;
}

Result<void> rename_link(Session& session, std::string_view forge, const forge::Repository& repository) {
  const auto path = path_key(repository);
  BARYON_CHECK(session.execute(delete_doubled, forge, repository.id, path, path, forge));
  BARYON_CHECK(
      session.execute(rename, repository.id, repository.project, repository.slug, path, forge, repository.id, path));
  return {};
}

Result<void> tag_link(Session& session, const RepositoryLink& link, const std::vector<Tag>& tags) {
  BARYON_CHECK(registry::tags::check(tags));
  const auto path = path_key(link.repository);
  for (const auto& [key, value] : tags) BARYON_CHECK(session.execute(upsert_tag, path, link.forge, key, value));
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_tag_count, path, link.forge));
  return registry::tags::check_count(row ? std::get<0>(*row) : 0);
}

Result<void> untag_link(Session& session, const RepositoryLink& link, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    BARYON_CHECK(registry::tags::check_key(key));
    BARYON_CHECK(session.execute(delete_tag, path_key(link.repository), link.forge, key));
  }
  return {};
}

Result<std::vector<Tag>> tags_of_link(Session& session, const RepositoryLink& link, const std::string& after,
                                      std::size_t limit) {
  BARYON_TRY(auto rows, (session.query<std::string, std::string>(select_tags, path_key(link.repository), link.forge,
                                                                 after, limit)));
  std::vector<Tag> tags;
  tags.reserve(rows.size());
  for (auto& [key, value] : rows) tags.push_back({.key = std::move(key), .value = std::move(value)});
  return tags;
}

}  // namespace baryon::pipeline
