#include "registry/embedded_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "registry/decide.h"
#include "registry/lists.h"

namespace baryon::registry {
namespace {

using db::Session;

constexpr std::string_view insert_template =
    "INSERT INTO templates (kind, name, display_name, description, forge, repository_id, project, slug, created_at, "
    "last_modified_at) VALUES (:kind, :name, :display_name, :description, :forge, :repository_id, :project, :slug, "
    ":created_at, :last_modified_at)";
constexpr std::string_view touch_template =
    "UPDATE templates SET project = :project, slug = :slug, last_modified_at = :now WHERE name = :name AND kind = "
    ":kind";
constexpr std::string_view insert_version =
    "INSERT INTO versions (kind, name, major, minor, status, status_message, description, digest, schema_text, "
    "compatible_environments, supported_component_sources, bundle_key, project, slug, ref, commit_id, directory, "
    "directory_major, engine, outputs, created_at, last_modified_at) VALUES (:kind, :name, :major, :minor, :status, "
    "'', :description, :digest, :schema, "
    ":environments, :sources, :bundle_key, :project, :slug, :ref, :commit_id, :directory, "
    ":directory_major, :engine, :outputs, :created_at, :modified_at)";
std::string template_query(std::string_view rest) {
  return fmt::format(
      "SELECT kind, name, display_name, description, forge, repository_id, project, slug, created_at, "
      "last_modified_at, "
      "(SELECT count(*) FROM versions v WHERE v.name = t.name AND v.kind = t.kind), "
      "(SELECT v.major || '.' || v.minor FROM versions v WHERE v.name = t.name AND v.kind = t.kind "
      "ORDER BY v.major DESC, v.minor DESC LIMIT 1), "
      "(SELECT v.major || '.' || v.minor FROM versions v WHERE v.name = t.name AND v.kind = t.kind AND "
      "v.status = 'PUBLISHED' ORDER BY v.major DESC, v.minor DESC LIMIT 1) FROM templates t {}",
      rest);
}

// Lists leave the schema out: it may be as large as everything else of a version a thousand times over.
std::string version_query(std::string_view schema_column, std::string_view rest) {
  return fmt::format(
      "SELECT kind, name, major, minor, status, description, digest, {}, compatible_environments, "
      "supported_component_sources, engine, outputs, bundle_key, project, slug, ref, commit_id, directory, "
      "created_at, last_modified_at FROM versions {}",
      schema_column, rest);
}

const std::string select_templates = template_query("ORDER BY name, kind");
const std::string select_template = template_query("WHERE name = :name ORDER BY kind LIMIT 1");
const std::string select_versions = version_query("''", "WHERE name = :name ORDER BY major, minor");
const std::string select_version =
    version_query("schema_text", "WHERE name = :name AND major = :major AND minor = :minor");
const std::string select_newest_version =
    version_query("schema_text", "WHERE name = :name ORDER BY major DESC, minor DESC LIMIT 1");
const std::string select_versions_of_commit =
    version_query("''", "WHERE commit_id >= :low AND commit_id < :high ORDER BY name, major, minor");

using TemplateRow =
    std::tuple<std::string, std::string, std::string, std::string, std::string, std::int64_t, std::string, std::string,
               std::int64_t, std::int64_t, std::int64_t, std::optional<std::string>, std::optional<std::string>>;
using VersionRow =
    std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::string, std::string, std::string, std::string,
               std::string, std::string, std::string, std::optional<std::string>, std::string, std::string, std::string,
               std::string, std::string, std::string, std::int64_t, std::int64_t>;

TemplateKind kind_from(std::string_view text) {
  return text == bundle::to_string(TemplateKind::service) ? TemplateKind::service : TemplateKind::environment;
}

template <class... Columns, class... Parameters>
auto rows_like(std::tuple<Columns...>* /*type*/, Session& session, std::string_view sql, Parameters&&... parameters) {
  return session.query<Columns...>(sql, std::forward<Parameters>(parameters)...);
}

template <class Row, class... Parameters>
Result<std::vector<Row>> select(Session& session, std::string_view sql, Parameters&&... parameters) {
  return rows_like(static_cast<Row*>(nullptr), session, sql, std::forward<Parameters>(parameters)...);
}

Template to_template(TemplateRow row) {
  auto& [kind, name, display_name, description, forge, repository_id, project, slug, created, modified, count, newest,
         recommended] = row;
  return {.kind = kind_from(kind),
          .name = std::move(name),
          .display_name = std::move(display_name),
          .description = std::move(description),
          .owner = {.forge = std::move(forge),
                    .repository_id = repository_id,
                    .project = std::move(project),
                    .slug = std::move(slug)},
          .created_at = from_millis(created),
          .last_modified_at = from_millis(modified),
          .version_count = count,
          .newest = newest.value_or(""),
          .recommended = recommended.value_or("")};
}

Result<Version> to_version(VersionRow row) {
  auto& [kind, name, major, minor, status, description, digest, schema, environments, sources, engine, outputs,
         bundle_key, project, slug, ref, commit, directory, created, modified] = row;
  BARYON_TRY(auto environment_list, environments_from_json(environments));
  BARYON_TRY(auto source_list, texts_from_json(sources));
  std::optional<std::vector<std::string>> output_list;
  if (outputs) {
    BARYON_TRY(output_list, texts_from_json(*outputs));
  }
  return Version{
      .kind = kind_from(kind),
      .template_name = std::move(name),
      .number = {.major = major, .minor = minor},
      .status = status == to_string(VersionStatus::published) ? VersionStatus::published : VersionStatus::draft,
      .description = std::move(description),
      .digest = std::move(digest),
      .schema = std::move(schema),
      .compatible_environments = std::move(environment_list),
      .supported_component_sources = std::move(source_list),
      .engine = std::move(engine),
      .outputs = std::move(output_list),
      .bundle_key = std::move(bundle_key),
      .project = std::move(project),
      .slug = std::move(slug),
      .ref = std::move(ref),
      .commit = std::move(commit),
      .directory = std::move(directory),
      .created_at = from_millis(created),
      .last_modified_at = from_millis(modified)};
}

Result<std::vector<Version>> to_versions(std::vector<VersionRow> rows) {
  std::vector<Version> versions;
  versions.reserve(rows.size());
  for (auto& row : rows) {
    BARYON_TRY(auto version, to_version(std::move(row)));
    versions.push_back(std::move(version));
  }
  return versions;
}

Result<std::optional<Version>> first_version(std::vector<VersionRow> rows) {
  if (rows.empty()) return std::nullopt;
  BARYON_TRY(auto version, to_version(std::move(rows.front())));
  return version;
}

Result<void> insert(Session& session, const Submission& submission, const Registration& registration,
                    std::string_view status, std::int64_t now) {
  const auto& [owner, bundle, bundle_key, description, ref, commit, for_any_owner] = submission;
  const auto kind = bundle::to_string(bundle.kind);
  const auto outputs = bundle.outputs ? std::optional(to_json(*bundle.outputs)) : std::nullopt;
  if (registration.outcome == Outcome::new_template)
    BARYON_CHECK(session.execute(insert_template, kind, bundle.template_name, bundle.template_name, "", owner.forge,
                                 owner.repository_id, owner.project, owner.slug, now, now));
  else
    BARYON_CHECK(session.execute(touch_template, owner.project, owner.slug, now, bundle.template_name, kind));
  BARYON_CHECK(session.execute(insert_version, kind, bundle.template_name, registration.number.major,
                               registration.number.minor, status, description, bundle.digest, bundle.schema,
                               to_json(bundle.compatible_environments), to_json(bundle.supported_component_sources),
                               bundle_key, owner.project, owner.slug, ref, commit, bundle.directory, bundle.major,
                               bundle.engine, outputs, now, now));
  return {};
}

}  // namespace

Result<Registration> EmbeddedRegistry::plan(const Submission& submission) {
  return database_.read([&](Session& session) { return decide(session, submission, options_.compatibility); });
}

Result<Registration> EmbeddedRegistry::submit(const Submission& submission) {
  const auto status =
      to_string(options_.publish == Publish::automatic ? VersionStatus::published : VersionStatus::draft);
  return database_.writer().write([&](Session& session) -> Result<Registration> {
    BARYON_TRY(auto registration, decide(session, submission, options_.compatibility));
    if (!registration.makes_version()) return registration;
    BARYON_CHECK(insert(session, submission, registration, status, to_millis(clock_.now())));
    return registration;
  });
}

Result<std::vector<Template>> EmbeddedRegistry::templates() {
  return database_.read([&](Session& session) -> Result<std::vector<Template>> {
    BARYON_TRY(auto rows, select<TemplateRow>(session, select_templates));
    std::vector<Template> out;
    out.reserve(rows.size());
    for (auto& row : rows) out.push_back(to_template(std::move(row)));
    return out;
  });
}

Result<std::optional<Template>> EmbeddedRegistry::find_template(const std::string& name) {
  return database_.read([&](Session& session) -> Result<std::optional<Template>> {
    BARYON_TRY(auto rows, select<TemplateRow>(session, select_template, name));
    if (rows.empty()) return std::nullopt;
    return to_template(std::move(rows.front()));
  });
}

Result<std::vector<Version>> EmbeddedRegistry::versions(const std::string& name) {
  return database_.read([&](Session& session) -> Result<std::vector<Version>> {
    BARYON_TRY(auto rows, select<VersionRow>(session, select_versions, name));
    return to_versions(std::move(rows));
  });
}

Result<std::optional<Version>> EmbeddedRegistry::find_version(const std::string& name,
                                                              std::optional<VersionNumber> number) {
  return database_.read([&](Session& session) -> Result<std::optional<Version>> {
    BARYON_TRY(auto rows, number ? select<VersionRow>(session, select_version, name, number->major, number->minor)
                                 : select<VersionRow>(session, select_newest_version, name));
    return first_version(std::move(rows));
  });
}

Result<std::vector<Version>> EmbeddedRegistry::versions_of_commit(const std::string& commit_prefix) {
  return database_.read([&](Session& session) -> Result<std::vector<Version>> {
    BARYON_TRY(auto rows, select<VersionRow>(session, select_versions_of_commit, commit_prefix, commit_prefix + "g"));
    return to_versions(std::move(rows));
  });
}

}  // namespace baryon::registry
