#include "registry/embedded_registry.h"

#include "registry/decide.h"
#include "registry/rows.h"
#include "registry/tables.h"

namespace baryon::registry {
namespace {

using db::Session;

// The project and slug follow a repository that was renamed or moved. One made by hand gets its owner here.
constexpr std::string_view set_owner =
    "UPDATE templates SET forge = :forge, repository_id = :repository_id, project = :project, slug = :slug WHERE name "
    "= "
    ":name AND kind = :kind";

// Where an environment and a service template share the name, all of these speak of the environment template.
const std::string select_templates = rows::select_templates("ORDER BY t.name, t.kind");
const std::string select_template = rows::select_templates("WHERE t.name = :name ORDER BY t.kind LIMIT 1");
const std::string select_versions =
    rows::select_versions(rows::Schema::left_out,
                          "WHERE v.name = :name AND v.kind = (SELECT min(kind) FROM templates WHERE name = :same_name) "
                          "ORDER BY v.major, v.minor");
const std::string select_version = rows::select_versions(
    rows::Schema::included,
    "WHERE v.name = :name AND v.kind = (SELECT min(kind) FROM templates WHERE name = :same_name) AND v.major = :major "
    "AND v.minor = :minor");
const std::string select_newest_version = rows::select_versions(
    rows::Schema::included,
    "WHERE v.name = :name AND v.kind = (SELECT min(kind) FROM templates WHERE name = :same_name) AND v.status IN "
    "('DRAFT', 'PUBLISHED') ORDER BY v.major DESC, v.minor DESC LIMIT 1");
const std::string select_versions_of_commit =
    rows::select_versions(rows::Schema::left_out,
                          "WHERE v.commit_id >= :low AND v.commit_id < :high ORDER BY v.name, v.kind, v.major, "
                          "v.minor");

Template template_of(const Submission& submission, Timestamp now) {
  return {.kind = submission.bundle.kind,
          .name = submission.bundle.template_name,
          .display_name = submission.bundle.template_name,
          .owner = submission.owner,
          .created_at = now,
          .last_modified_at = now};
}

Version version_of(const Submission& submission, VersionNumber number, VersionStatus status, Timestamp now) {
  const auto& [owner, bundle, bundle_key, description, ref, commit, for_any_owner] = submission;
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

Result<void> add(Session& session, const Submission& submission, const Registration& registration, VersionStatus status,
                 Timestamp now) {
  const auto& [owner, bundle, bundle_key, description, ref, commit, for_any_owner] = submission;
  const TemplateKey key{.kind = bundle.kind, .name = bundle.template_name};
  if (registration.outcome == Outcome::new_template)
    BARYON_CHECK(tables::add_template(session, template_of(submission, now), ""));
  else
    BARYON_CHECK(session.execute(set_owner, owner.forge, owner.repository_id, owner.project, owner.slug, key.name,
                                 bundle::to_string(key.kind)));
  BARYON_CHECK(tables::make_room(session, key, now));
  return tables::add_version(session, version_of(submission, registration.number, status, now),
                             {.directory_major = bundle.major});
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

Result<std::optional<Template>> EmbeddedRegistry::find_template(const std::string& name) {
  return database_.read([&](Session& session) { return rows::first(rows::templates(session, select_template, name)); });
}

Result<std::vector<Version>> EmbeddedRegistry::versions(const std::string& name) {
  return database_.read([&](Session& session) { return rows::versions(session, select_versions, name, name); });
}

Result<std::optional<Version>> EmbeddedRegistry::find_version(const std::string& name,
                                                              std::optional<VersionNumber> number) {
  return database_.read([&](Session& session) {
    return rows::first(number ? rows::versions(session, select_version, name, name, number->major, number->minor)
                              : rows::versions(session, select_newest_version, name, name));
  });
}

Result<std::vector<Version>> EmbeddedRegistry::versions_of_commit(const std::string& commit_prefix) {
  return database_.read([&](Session& session) {
    return rows::versions(session, select_versions_of_commit, commit_prefix, commit_prefix + "g");
  });
}

}  // namespace baryon::registry
