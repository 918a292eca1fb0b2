#include "registry/rows.h"

#include <fmt/format.h>

#include "registry/lists.h"

namespace baryon::registry::rows {
namespace {

TemplateKind kind_from(std::string_view text) {
  return text == bundle::to_string(TemplateKind::service) ? TemplateKind::service : TemplateKind::environment;
}

}  // namespace

// Recommended versions are looked up, not stored: they can never be stale, and partial indexes make it cheap.
std::string select_templates(std::string_view rest) {
  return fmt::format(
      "SELECT t.kind, t.name, t.display_name, t.description, t.encryption_key, t.provisioning, t.forge, "
      "t.repository_id, t.project, t.slug, t.created_at, t.last_modified_at, t.version_count, "
      "(SELECT n.major || '.' || n.minor FROM versions n WHERE n.name = t.name AND n.kind = t.kind AND "
      "n.status IN ('DRAFT', 'PUBLISHED') ORDER BY n.major DESC, n.minor DESC LIMIT 1), "
      "(SELECT p.major || '.' || p.minor FROM versions p WHERE p.name = t.name AND p.kind = t.kind AND "
      "p.status = 'PUBLISHED' ORDER BY p.major DESC, p.minor DESC LIMIT 1) FROM templates t {}",
      rest);
}

std::string select_versions(Schema schema, std::string_view rest) {
  return fmt::format(
      "SELECT v.kind, v.name, v.major, v.minor, v.status, v.status_message, "
      "(SELECT max(p.minor) FROM versions p WHERE p.name = v.name AND p.kind = v.kind AND p.major = v.major AND "
      "p.status = 'PUBLISHED'), v.description, v.digest, {}, v.compatible_environments, "
      "v.supported_component_sources, v.engine, v.outputs, v.bundle_key, v.project, v.slug, v.ref, v.commit_id, "
      "v.directory, v.created_at, v.last_modified_at FROM versions v {}",
      schema == Schema::included ? "v.schema_text" : "''", rest);
}

Template to_template(TemplateRow row) {
  auto& [kind, name, display_name, description, encryption_key, provisioning, forge, repository_id, project, slug,
         created, modified, count, newest, recommended] = row;
  return {.kind = kind_from(kind),
          .name = std::move(name),
          .display_name = std::move(display_name),
          .description = std::move(description),
          .encryption_key = std::move(encryption_key),
          .is_customer_managed = !provisioning.empty(),
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
  auto& [kind, name, major, minor, status, status_message, recommended_minor, description, digest, schema, environments,
         sources, engine, outputs, bundle_key, project, slug, ref, commit, directory, created, modified] = row;
  BARYON_TRY(const auto known_status, parse_version_status(status));
  BARYON_TRY(auto environment_list, environments_from_json(environments));
  BARYON_TRY(auto source_list, texts_from_json(sources));
  std::optional<std::vector<std::string>> output_list;
  if (outputs) {
    BARYON_TRY(output_list, texts_from_json(*outputs));
  }
  return Version{.kind = kind_from(kind),
                 .template_name = std::move(name),
                 .number = {.major = major, .minor = minor},
                 .status = known_status,
                 .status_message = std::move(status_message),
                 .recommended_minor = recommended_minor,
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

}  // namespace baryon::registry::rows
