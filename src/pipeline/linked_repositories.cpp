#include "pipeline/linked_repositories.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "pipeline/repositories.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using registry::Tag;

Result<RepositoryLink> get_link(Session& session, std::string_view forge, const forge::Repository& repository) {
  BARYON_TRY(auto found, find_link(session, forge, repository));
  if (!found)
    return fail(ErrorCode::not_found,
                fmt::format("repository {} is not linked", escape_for_display(repository.path())));
  return *std::move(found);
}

}  // namespace

LinkedRepositories::LinkedRepositories(db::Database& database, const Clock& clock, std::string forge)
    : database_(database), clock_(clock), forge_(std::move(forge)) {}

Result<RepositoryLink> LinkedRepositories::create(const Wanted& wanted) {
  return database_.writer().write([&](Session& session) -> Result<RepositoryLink> {
    BARYON_TRY(auto before, find_link(session, forge_, wanted.repository));
    if (before && !before->is_automatic()) {
      if (before->connection_arn == wanted.connection_arn && before->encryption_key == wanted.encryption_key)
        return *std::move(before);
      return fail(ErrorCode::conflict,
                  fmt::format("repository {} is linked already, with another connection or key",
                              escape_for_display(before->repository.path())),
                  "delete the link first");
    }
    BARYON_TRY(const auto count, count_links(session));
    if (count >= most)
      return fail(ErrorCode::too_large, fmt::format("{} repositories are linked already, the most there can be", most));
    RepositoryLink made{.forge = forge_,
                        .repository = before ? before->repository : wanted.repository,
                        .connection_arn = wanted.connection_arn,
                        .encryption_key = wanted.encryption_key,
                        .created_at = before ? before->created_at : clock_.now()};
    BARYON_CHECK(put_link(session, made));
    BARYON_CHECK(tag_link(session, made, wanted.tags));
    return made;
  });
}

Result<std::optional<RepositoryLink>> LinkedRepositories::get(const forge::Repository& repository) {
  return database_.read([&](Session& session) { return find_link(session, forge_, repository); });
}

Result<std::vector<RepositoryLink>> LinkedRepositories::list(const std::string& after, std::size_t limit) {
  return database_.read([&](Session& session) { return list_links(session, forge_, after, limit); });
}

Result<std::optional<RepositoryLink>> LinkedRepositories::remove(const forge::Repository& repository) {
  return database_.writer().write([&](Session& session) -> Result<std::optional<RepositoryLink>> {
    BARYON_TRY(auto found, find_link(session, forge_, repository));
    if (!found) return std::nullopt;
    BARYON_TRY(auto configs, sync_configs_of(session, forge_, found->repository));
    std::erase_if(configs, [](const SyncConfig& config) { return config.mode == SyncMode::stopped; });
    if (!configs.empty()) {
      const auto& key = configs.front().template_key;
      return fail(ErrorCode::conflict,
                  fmt::format("repository {} cannot be deleted: the sync config of {} template '{}' names it",
                              escape_for_display(found->repository.path()), bundle::to_string(key.kind), key.name),
                  "delete the sync configs that name it first");
    }
    BARYON_CHECK(remove_link(session, forge_, repository));
    return found;
  });
}

Result<void> LinkedRepositories::tag(const forge::Repository& repository, const std::vector<Tag>& tags) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_TRY(const auto link, get_link(session, forge_, repository));
    return tag_link(session, link, tags);
  });
}

Result<void> LinkedRepositories::untag(const forge::Repository& repository, const std::vector<std::string>& keys) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_TRY(const auto link, get_link(session, forge_, repository));
    return untag_link(session, link, keys);
  });
}

Result<std::vector<Tag>> LinkedRepositories::list_tags(const forge::Repository& repository, const std::string& after,
                                                       std::size_t limit) {
  return database_.read([&](Session& session) -> Result<std::vector<Tag>> {
    BARYON_TRY(const auto link, get_link(session, forge_, repository));
    return tags_of_link(session, link, after, limit);
  });
}

}  // namespace baryon::pipeline
