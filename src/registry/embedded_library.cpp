#include "registry/embedded_library.h"

#include "registry/library_templates.h"
#include "registry/library_versions.h"
#include "registry/lookup.h"
#include "registry/registration.h"
#include "registry/rows.h"
#include "registry/tags.h"

namespace baryon::registry {
namespace {

using db::Session;

// Pages go on behind the last row of the one before, so that each costs the same however far it lies.
const std::string select_templates =
    rows::select_templates("WHERE t.kind = :kind AND t.name > :after ORDER BY t.name LIMIT :limit");
const std::string select_versions = rows::select_versions(
    rows::Schema::left_out,
    "WHERE v.name = :name AND v.kind = :kind AND (v.major, v.minor) > (:after_major, :after_minor) ORDER BY v.major, "
    "v.minor LIMIT :limit");
const std::string select_versions_of_major = rows::select_versions(
    rows::Schema::left_out,
    "WHERE v.name = :name AND v.kind = :kind AND v.major = :major AND v.minor > :after_minor ORDER BY v.minor LIMIT "
    ":limit");

Result<std::vector<Version>> versions_after(Session& session, const TemplateKey& key, std::optional<std::int64_t> major,
                                            VersionNumber after, std::size_t limit) {
  const auto kind = bundle::to_string(key.kind);
  if (!major) return rows::versions(session, select_versions, key.name, kind, after.major, after.minor, limit);
  if (after.major > *major) return std::vector<Version>{};
  const auto after_minor = after.major == *major ? after.minor : -1;
  return rows::versions(session, select_versions_of_major, key.name, kind, *major, after_minor, limit);
}

}  // namespace

Result<Template> EmbeddedLibrary::create_template(const NewTemplate& wanted) {
  return database_.writer().write(
      [&](Session& session) { return library::create_template(session, wanted, quotas_, clock_.now()); });
}

Result<std::optional<Template>> EmbeddedLibrary::template_of(const TemplateKey& key) {
  return database_.read([&](Session& session) { return lookup::find(session, key); });
}

Result<std::vector<Template>> EmbeddedLibrary::list_templates(TemplateKind kind, const std::string& after,
                                                              std::size_t limit) {
  return database_.read([&](Session& session) {
    return rows::templates(session, select_templates, bundle::to_string(kind), after, limit);
  });
}

Result<Template> EmbeddedLibrary::update_template(const TemplateKey& key, const TemplateUpdate& update) {
  return database_.writer().write(
      [&](Session& session) { return library::update_template(session, key, update, clock_.now()); });
}

Result<std::optional<Template>> EmbeddedLibrary::delete_template(const TemplateKey& key) {
  return database_.writer().write([&](Session& session) { return library::delete_template(session, key); });
}

Result<Version> EmbeddedLibrary::begin_version(const NewVersion& wanted) {
  return database_.writer().write(
      [&](Session& session) { return library::begin_version(session, wanted, quotas_, clock_.now()); });
}

Result<std::vector<PendingVersion>> EmbeddedLibrary::pending_versions(std::size_t limit) {
  return database_.read([&](Session& session) { return library::pending_versions(session, limit); });
}

Result<void> EmbeddedLibrary::finish_version(const PendingVersion& pending, const bundle::Bundle& bundle,
                                             const std::string& bundle_key) {
  return database_.writer().write([&](Session& session) {
    return library::finish_version(session, pending, bundle, bundle_key, options_, clock_.now());
  });
}

Result<void> EmbeddedLibrary::fail_version(const PendingVersion& pending, const std::string& reason) {
  return database_.writer().write(
      [&](Session& session) { return library::fail_version(session, pending, reason, clock_.now()); });
}

Result<std::optional<Version>> EmbeddedLibrary::version_of(const TemplateKey& key, VersionNumber number) {
  return database_.read([&](Session& session) { return lookup::find(session, key, number); });
}

Result<std::vector<Version>> EmbeddedLibrary::list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                                            std::optional<VersionNumber> after, std::size_t limit) {
  return database_.read([&](Session& session) -> Result<std::vector<Version>> {
    BARYON_CHECK(lookup::check_exists(session, {.template_key = key}));
    return versions_after(session, key, major, after.value_or(VersionNumber{}), limit);
  });
}

Result<Version> EmbeddedLibrary::update_version(const TemplateKey& key, VersionNumber number,
                                                const VersionUpdate& update) {
  return database_.writer().write(
      [&](Session& session) { return library::update_version(session, key, number, update, clock_.now()); });
}

Result<std::optional<Version>> EmbeddedLibrary::delete_version(const TemplateKey& key, VersionNumber number) {
  return database_.writer().write([&](Session& session) { return library::delete_version(session, key, number); });
}

Result<void> EmbeddedLibrary::tag(const ResourceKey& resource, const std::vector<Tag>& tags) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_CHECK(lookup::check_exists(session, resource));
    return tags::put(session, resource, tags);
  });
}

Result<void> EmbeddedLibrary::untag(const ResourceKey& resource, const std::vector<std::string>& keys) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_CHECK(lookup::check_exists(session, resource));
    return tags::remove(session, resource, keys);
  });
}

Result<std::vector<Tag>> EmbeddedLibrary::list_tags(const ResourceKey& resource, const std::string& after,
                                                    std::size_t limit) {
  return database_.read([&](Session& session) -> Result<std::vector<Tag>> {
    BARYON_CHECK(lookup::check_exists(session, resource));
    return tags::list(session, resource, after, limit);
  });
}

Result<LibraryCounts> EmbeddedLibrary::counts() {
  return database_.read([&](Session& session) { return library::counts(session); });
}

}  // namespace baryon::registry
