#include "registry/embedded_registry.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

#include "registry/decide.h"
#include "registry/owners.h"
#include "registry/rows.h"
#include "registry/tables.h"

namespace baryon::registry {
namespace {

using db::Session;

// The project and slug follow a repository that was renamed or moved. One made by hand gets its owner here.
constexpr std::string_view set_owner =
    "UPDATE templates SET forge = :forge, repository_id = :repository_id, project = :project, slug = :slug WHERE name "
    "= :name AND kind = :kind";
constexpr std::string_view select_owner =
    "SELECT forge, repository_id, project, slug FROM templates WHERE name = :name AND kind = :kind";

// `min` makes `environment` of a name that both kinds have, where no kind is asked for.
const std::string select_templates = rows::select_templates("ORDER BY t.name, t.kind");
const std::string select_template = rows::select_templates(
    "WHERE t.name = :name AND t.kind = coalesce(:kind, (SELECT min(kind) FROM templates WHERE name = :same_name))");
constexpr std::string_view of_template =
    "WHERE v.name = :name AND v.kind = coalesce(:kind, (SELECT min(kind) FROM templates WHERE name = :same_name))";
const std::string select_versions =
    rows::select_versions(rows::Schema::left_out, fmt::format("{} ORDER BY v.major, v.minor", of_template));
const std::string select_version = rows::select_versions(
    rows::Schema::included, fmt::format("{} AND v.major = :major AND v.minor = :minor", of_template));
const std::string select_newest_version = rows::select_versions(
    rows::Schema::included,
    fmt::format("{} AND v.status IN ('DRAFT', 'PUBLISHED') ORDER BY v.major DESC, v.minor DESC LIMIT 1", of_template));
const std::string select_versions_of_commit = rows::select_versions(
    rows::Schema::left_out,
    "WHERE v.commit_id >= :low AND v.commit_id < :high ORDER BY v.name, v.kind, v.major, v.minor");

std::optional<std::string> kind_of(const TemplateName& name) {
  return name.kind.transform([](TemplateKind kind) { return std::string(bundle::to_string(kind)); });
}

Template template_of(const Submission& submission, Timestamp now) {
  return {.kind = submission.bundle.kind,
          .name = submission.bundle.template_name,
          .display_name = submission.bundle.template_name,
          .owner = submission.owner,
          .created_at = now,
          .last_modified_at = now};
}

Version version_of(const Submission& submission, VersionNumber number, VersionStatus status, Timestamp now) {
  const auto& [owner, bundle, bundle_key, description, ref, commit, for_any_owner, run] = submission;
  return {.kind = bundle.kind,
          .template_name = bundle.template_name,
          .number = number,
          .status = status,
          .description = description,
          .digest = bundle.digest,
          .schema = bundle.schema,
          .compatible_environments = bundle.compatible_environments,
          .supported_component_sources = bundle.supported_component_sources,
          .engine = bundle.engine,
          .outputs = bundle.outputs,
          .bundle_key = bundle_key,
          .project = owner.project,
          .slug = owner.slug,
          .ref = ref,
          .commit = commit,
          .directory = bundle.directory,
          .created_at = now,
          .last_modified_at = now};
}

Result<void> hand_over(Session& session, const TemplateKey& key, const Owner& owner) {
  const auto kind = bundle::to_string(key.kind);
  BARYON_TRY(auto row,
             (session.query_one<std::string, std::int64_t, std::string, std::string>(select_owner, key.name, kind)));
  if (row) {
    auto& [forge, repository_id, project, slug] = *row;
    const Owner before{.forge = std::move(forge),
                       .repository_id = repository_id,
                       .project = std::move(project),
                       .slug = std::move(slug)};
    if (is_vaguer(owner, before)) return {};
  }
  BARYON_CHECK(session.execute(set_owner, owner.forge, owner.repository_id, owner.project, owner.slug, key.name, kind));
  return {};
}

Result<void> add(Session& session, const Submission& submission, const Registration& registration, VersionStatus status,
                 Timestamp now) {
  const auto& owner = submission.owner;
  const auto& bundle = submission.bundle;
  const TemplateKey key{.kind = bundle.kind, .name = bundle.template_name};
  if (registration.outcome == Outcome::new_template)
    BARYON_CHECK(tables::add_template(session, template_of(submission, now), ""));
  else
    BARYON_CHECK(hand_over(session, key, owner));
  BARYON_CHECK(tables::make_room(session, key, now));
  return tables::add_version(session, version_of(submission, registration.number, status, now),
                             {.directory_major = bundle.major, .made_by = submission.run});
}

}  // namespace

Result<Registration> EmbeddedRegistry::plan(const Submission& submission) {
  return database_.read([&](Session& session) { return decide(session, submission, options_.compatibility); });
}

Result<Registration> EmbeddedRegistry::submit(const Submission& submission) {
  return database_.writer().write([&](Session& session) -> Result<Registration> {
    BARYON_TRY(auto registration, decide(session, submission, options_.compatibility));
    if (!registration.makes_version()) return registration;
    BARYON_CHECK(add(session, submission, registration, options_.first_status(), clock_.now()));
    return registration;
  });
}

Result<std::vector<Template>> EmbeddedRegistry::templates() {
  return database_.read([&](Session& session) { return rows::templates(session, select_templates); });
}

Result<std::optional<Template>> EmbeddedRegistry::find_template(const TemplateName& name) {
  return database_.read([&](Session& session) {
    return rows::first(rows::templates(session, select_template, name.name, kind_of(name), name.name));
  });
}

Result<std::vector<Version>> EmbeddedRegistry::versions(const TemplateName& name) {
  return database_.read(
      [&](Session& session) { return rows::versions(session, select_versions, name.name, kind_of(name), name.name); });
}

Result<std::optional<Version>> EmbeddedRegistry::find_version(const TemplateName& name,
                                                              std::optional<VersionNumber> number) {
  return database_.read([&](Session& session) {
    return rows::first(number ? rows::versions(session, select_version, name.name, kind_of(name), name.name,
                                               number->major, number->minor)
                              : rows::versions(session, select_newest_version, name.name, kind_of(name), name.name));
  });
}

Result<std::vector<Version>> EmbeddedRegistry::versions_of_commit(const std::string& commit_prefix) {
  return database_.read([&](Session& session) {
    return rows::versions(session, select_versions_of_commit, commit_prefix, commit_prefix + "g");
  });
}

}  // namespace baryon::registry
