#include "faces/proton/repositories.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "faces/proton/paging.h"
#include "faces/proton/repository_name.h"
#include "faces/proton/requested.h"
#include "faces/proton/sync_shapes.h"
#include "faces/proton/sync_views.h"
#include "faces/proton/tags.h"
#include "forge/named_repository.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;
using pipeline::RepositoryLink;

Expected<forge::Repository> named_by(const Call& call) { return repository_of(call, "name", "provider"); }

Expected<forge::Repository> synced_by(const Call& call) {
  return repository_of(call, "repositoryName", "repositoryProvider");
}

bool is_of_templates(const Call& call) { return call.required_text("syncType") == "TEMPLATE_SYNC"; }

json::object one(const Call& call, const RepositoryLink& link) {
  return {{"repository", repository_view(link, call.region)}};
}

Answer create_repository(const Call& call) {
  BARYON_TRY(const auto repository, named_by(call));
  BARYON_TRY(
      const auto made,
      answered(call, call.services.repositories.create({.repository = repository,
                                                        .connection_arn = call.required_text("connectionArn"),
                                                        .encryption_key = call.text("encryptionKey").value_or(""),
                                                        .tags = tags_of(call)})));
  return one(call, made);
}

Expected<RepositoryLink> find(const Call& call, const forge::Repository& repository) {
  BARYON_TRY(auto found, answered(call, call.services.repositories.get(repository)));
  if (!found)
    return refuse(Kind::resource_not_found,
                  "The requested repository does not exist: " + escape_for_display(repository.path()));
  return *std::move(found);
}

Answer get_repository(const Call& call) {
  BARYON_TRY(const auto repository, named_by(call));
  BARYON_TRY(const auto found, find(call, repository));
  return one(call, found);
}

Answer list_repositories(const Call& call) {
  BARYON_TRY(const auto page, Page::of(call, ""));
  BARYON_TRY(const auto found, answered(call, call.services.repositories.list(page.after(), page.limit())));
  return page.answer(
      "repositories", found, [&](const RepositoryLink& link) { return repository_summary(link, call.region); },
      [](const RepositoryLink& link) { return forge::path_key(link.repository); });
}

Answer delete_repository(const Call& call) {
  BARYON_TRY(const auto repository, named_by(call));
  BARYON_TRY(const auto deleted, answered(call, call.services.repositories.remove(repository)));
  return deleted ? one(call, *deleted) : json::object{};
}

Answer list_definitions(const Call& call) {
  BARYON_TRY(const auto repository, synced_by(call));
  json::array shown;
  if (is_of_templates(call)) {
    BARYON_TRY(const auto configs, answered(call, call.services.sync_configs.list(repository)));
    for (const auto& config : configs) shown.push_back(sync_definition_view(config, call.region));
  }
  return json::object{{"syncDefinitions", std::move(shown)}};
}

Answer get_status(const Call& call) {
  BARYON_TRY(const auto repository, synced_by(call));
  BARYON_TRY(const auto link, find(call, repository));
  if (!is_of_templates(call))
    return refuse(Kind::resource_not_found, "this registry syncs templates; there is no service sync of " +
                                                escape_for_display(link.repository.path()));
  BARYON_TRY(const auto attempt,
             answered(call, call.services.sync_statuses.of_branch(link.repository, call.required_text("branch"))));
  json::object status;
  if (attempt) status["latestSync"] = branch_status_view(*attempt);
  return status;
}

constexpr std::array operations{
    Operation{"CreateRepository", Role::operator_, {shapes::create_repository}, create_repository},
    Operation{"GetRepository", Role::viewer, {shapes::one_repository}, get_repository},
    Operation{"ListRepositories", Role::viewer, {shapes::list_repositories}, list_repositories},
    Operation{"DeleteRepository", Role::operator_, {shapes::one_repository}, delete_repository},
    Operation{"ListRepositorySyncDefinitions", Role::viewer, {shapes::sync_definitions}, list_definitions},
    Operation{"GetRepositorySyncStatus", Role::viewer, {shapes::repository_sync_status}, get_status},
};

}  // namespace

std::span<const Operation> repository_operations() { return operations; }

}  // namespace baryon::faces::proton
