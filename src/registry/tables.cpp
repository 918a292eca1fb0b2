#include "registry/tables.h"

#include <optional>
#include <string_view>

#include "registry/client_tokens.h"
#include "registry/lists.h"
#include "registry/numbers.h"
#include "registry/tags.h"

namespace baryon::registry::tables {
namespace {

constexpr std::string_view insert_template =
    "INSERT INTO templates (kind, name, display_name, description, encryption_key, provisioning, creation_digest, "
    "forge, repository_id, project, slug, created_at, last_modified_at) VALUES (:kind, :name, :display_name, "
    ":description, :encryption_key, :provisioning, :creation_digest, :forge, :repository_id, :project, :slug, "
    ":created_at, :last_modified_at)";
constexpr std::string_view count_in =
    "UPDATE templates SET version_count = version_count + 1, last_modified_at = :now WHERE name = :name AND kind = "
    ":kind RETURNING version_count";
constexpr std::string_view count_out =
    "UPDATE templates SET version_count = version_count - 1 WHERE name = :name AND kind = :kind";
constexpr std::string_view insert_version =
    "INSERT INTO versions (kind, name, major, minor, status, status_message, description, digest, schema_text, "
    "compatible_environments, supported_component_sources, engine, outputs, bundle_key, project, slug, ref, commit_id, "
    "directory, directory_major, source_bucket, source_key, made_by, created_at, last_modified_at) VALUES (:kind, "
    ":name, :major, :minor, :status, :status_message, :description, :digest, :schema, :environments, :sources, "
    ":engine, :outputs, :bundle_key, :project, :slug, :ref, :commit_id, :directory, :directory_major, :source_bucket, "
    ":source_key, :made_by, :created_at, :modified_at)";
constexpr std::string_view delete_version =
    "DELETE FROM versions WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor";
constexpr std::string_view delete_template = "DELETE FROM templates WHERE name = :name AND kind = :kind";

}  // namespace

Result<void> add_template(db::Session& session, const Template& added, const std::string& creation_digest) {
  BARYON_CHECK(session.execute(insert_template, bundle::to_string(added.kind), added.name, added.display_name,
                               added.description, added.encryption_key,
                               added.is_customer_managed ? "CUSTOMER_MANAGED" : "", creation_digest, added.owner.forge,
                               added.owner.repository_id, added.owner.project, added.owner.slug,
                               to_millis(added.created_at), to_millis(added.last_modified_at)));
  return {};
}

Result<std::int64_t> make_room(db::Session& session, const TemplateKey& key, Timestamp now) {
  BARYON_TRY(const auto row,
             session.query_one<std::int64_t>(count_in, to_millis(now), key.name, bundle::to_string(key.kind)));
  return row ? std::get<0>(*row) : 0;
}

Result<void> add_version(db::Session& session, const Version& added, const VersionOrigin& origin) {
  const TemplateKey key{.kind = added.kind, .name = added.template_name};
  const auto outputs = added.outputs ? std::optional(to_json(*added.outputs)) : std::nullopt;
  BARYON_CHECK(session.execute(insert_version, bundle::to_string(key.kind), key.name, added.number.major,
                               added.number.minor, to_string(added.status), added.status_message, added.description,
                               added.digest, added.schema, to_json(added.compatible_environments),
                               to_json(added.supported_component_sources), added.engine, outputs, added.bundle_key,
                               added.project, added.slug, added.ref, added.commit, added.directory,
                               origin.directory_major, origin.source.bucket, origin.source.key, origin.made_by,
                               to_millis(added.created_at), to_millis(added.last_modified_at)));
  BARYON_CHECK(numbers::give(session, key, added.number));
  return tags::inherit(session, key, added.number);
}

Result<void> remove_version(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_CHECK(tags::remove_all(session, {.template_key = key, .version = number}));
  BARYON_CHECK(client_tokens::forget(session, key, number));
  BARYON_CHECK(session.execute(delete_version, key.name, bundle::to_string(key.kind), number.major, number.minor));
  BARYON_CHECK(session.execute(count_out, key.name, bundle::to_string(key.kind)));
  return {};
}

Result<void> remove_template(db::Session& session, const TemplateKey& key) {
  BARYON_CHECK(tags::remove_all(session, {.template_key = key}));
  BARYON_CHECK(numbers::forget(session, key));
  BARYON_CHECK(session.execute(delete_template, key.name, bundle::to_string(key.kind)));
  return {};
}

}  // namespace baryon::registry::tables
