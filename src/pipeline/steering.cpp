#include "pipeline/steering.h"

#include <string_view>
#include <utility>

#include "pipeline/repository_links.h"
#include "pipeline/sync_config_rows.h"
#include "registry/owners.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using registry::TemplateKind;

constexpr std::string_view branch_prefix = "refs/heads/";

forge::Repository repository_of(const Origin& origin) {
  return {.id = origin.owner.repository_id, .project = origin.owner.project, .slug = origin.owner.slug};
}

bool names(const SyncConfig& config, const Origin& origin, const std::string& directory) {
  return config.names(origin.owner.forge, repository_of(origin)) && config.ref() == origin.ref &&
         config.covers(directory);
}

/// `templates/vpc` of `templates/vpc/v1`; empty at the root.
std::string template_directory(const std::string& directory) {
  const auto slash = directory.rfind('/');
  return slash == std::string::npos ? "" : directory.substr(0, slash);
}

bool is_mirrored(const std::optional<SyncConfig>& config, const Origin& origin, const Registered& registered) {
  if (!config) return false;
  if (config->mode != SyncMode::automatic || !registered.is_new_version) return true;
  return config->names(origin.owner.forge, repository_of(origin)) && config->ref() == origin.ref &&
         config->subdirectory == template_directory(registered.directory);
}

Result<void> mirror_one(Session& session, const Origin& origin, const Registered& registered, Timestamp now) {
  BARYON_TRY(const auto before, find_sync_config(session, registered.template_key));
  if (is_mirrored(before, origin, registered)) return {};
  BARYON_CHECK(put_sync_config(session, {.template_key = registered.template_key,
                                         .mode = SyncMode::automatic,
                                         .forge = origin.owner.forge,
                                         .repository = repository_of(origin),
                                         .branch = origin.ref.substr(branch_prefix.size()),
                                         .subdirectory = template_directory(registered.directory),
                                         .created_at = before ? before->created_at : now,
                                         .modified_at = now,
                                         .revision = before ? before->revision + 1 : 1}));
  return ensure_link(session, origin.owner.forge, repository_of(origin), now);
}

}  // namespace

Course course_of(const std::optional<SyncConfig>& config, const Origin& origin, const std::string& directory) {
  if (origin.admission == Admission::by_hand) return {};
  if (config && config->mode == SyncMode::stopped)
    return {.skipped_because = "its sync config was deleted", .hint = "create it again to have the template synced"};
  if (config && config->mode == SyncMode::configured) {
    if (names(*config, origin, directory)) return {.moves_here = true};
    return {.skipped_because = "its sync config names " + config->place(),
            .hint = "change the sync config where it is to come from here"};
  }
  if (origin.admission == Admission::by_rules) return {};
  return {.skipped_because = "the branch is synced only for templates whose sync config names it",
          .hint = "make a sync config for the template, or name the branch in bitbucket.branches"};
}

Result<Course> Steering::course_of(const Origin& origin, const std::string& name, std::optional<TemplateKind> kind,
                                   const std::string& directory) {
  if (origin.admission == Admission::by_hand) return Course{};
  std::optional<Course> skipped;
  for (const auto one : {TemplateKind::environment, TemplateKind::service}) {
    if (kind && *kind != one) continue;
    BARYON_TRY(const auto config, database_.read([&](Session& session) {
      return find_sync_config(session, {.kind = one, .name = name});
    }));
    if (!config && !kind) continue;
    auto course = pipeline::course_of(config, origin, directory);
    if (!course.is_skipped()) return course;
    if (!skipped) skipped = std::move(course);
  }
  return skipped ? *std::move(skipped) : pipeline::course_of(std::nullopt, origin, directory);
}

Result<void> Steering::mirror(const Origin& origin, const std::vector<Registered>& registered) {
  if (origin.owner.repository_id == 0 || registry::is_known_by_name(origin.owner) ||
      !origin.ref.starts_with(branch_prefix))
    return {};
  // Read first: mostly there is nothing to write.
  std::vector<Registered> missing;
  for (const auto& one : registered) {
    BARYON_TRY(const auto config,
               database_.read([&](Session& session) { return find_sync_config(session, one.template_key); }));
    if (!is_mirrored(config, origin, one)) missing.push_back(one);
  }
  if (missing.empty()) return {};
  return database_.writer().write([&](Session& session) -> Result<void> {
    for (const auto& one : missing) BARYON_CHECK(mirror_one(session, origin, one, clock_.now()));
    return {};
  });
}

}  // namespace baryon::pipeline
