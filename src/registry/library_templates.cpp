#include "registry/library_templates.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "bundle/version_path.h"
#include "registry/lookup.h"
#include "registry/parameters.h"
#include "registry/tables.h"
#include "registry/tags.h"

namespace baryon::registry::library {
namespace {

constexpr std::string_view select_creation =
    "SELECT is_modified, creation_digest FROM templates WHERE name = :name AND kind = :kind";
constexpr std::string_view set_texts =
    "UPDATE templates SET display_name = :display_name, description = :description, is_modified = 1, last_modified_at "
    "= :now WHERE name = :name AND kind = :kind";
constexpr std::string_view select_count = "SELECT count(*) FROM templates WHERE kind = :kind";

// Nothing where there is no such template yet. AWS Proton API Reference, "Idempotent create APIs": the original while
// it has not been modified, ConflictException after that, ValidationException for other parameters.
Result<std::optional<Template>> made_before(db::Session& session, const NewTemplate& wanted) {
  BARYON_TRY(const auto row, (session.query_one<bool, std::string>(select_creation, wanted.key.name,
                                                                   bundle::to_string(wanted.key.kind))));
  if (!row) return std::nullopt;
  const auto& [is_modified, creation_digest] = *row;
  if (creation_digest.empty())
    return fail(ErrorCode::conflict, fmt::format("{} already exists: a push made it", lookup::text(wanted.key)));
  if (is_modified)
    return fail(ErrorCode::conflict,
                fmt::format("{} already exists and was modified since it was made", lookup::text(wanted.key)));
  if (creation_digest != digest_of(wanted)) return fail(ErrorCode::invalid, std::string(parameter_mismatch));
  return lookup::find(session, wanted.key);
}

Result<void> check_quota(db::Session& session, const LibraryQuotas& quotas) {
  BARYON_TRY(const auto counted, counts(session));
  if (counted.environment_templates + counted.service_templates < quotas.templates) return {};
  return fail(ErrorCode::too_large, fmt::format("there are {} templates already, the most there can be",
                                                counted.environment_templates + counted.service_templates));
}

}  // namespace

Result<Template> create_template(db::Session& session, const NewTemplate& wanted, const LibraryQuotas& quotas,
                                 Timestamp now) {
  BARYON_CHECK(bundle::check_template_name(wanted.key.name));
  BARYON_TRY(auto before, made_before(session, wanted));
  if (before) return *std::move(before);
  BARYON_CHECK(check_quota(session, quotas));
  Template made{.kind = wanted.key.kind,
                .name = wanted.key.name,
                .display_name = wanted.display_name.empty() ? wanted.key.name : wanted.display_name,
                .description = wanted.description,
                .encryption_key = wanted.encryption_key,
                .is_customer_managed = wanted.is_customer_managed,
                .created_at = now,
                .last_modified_at = now};
  BARYON_CHECK(tables::add_template(session, made, digest_of(wanted)));
  BARYON_CHECK(tags::put(session, {.template_key = wanted.key}, wanted.tags));
  return made;
}

Result<Template> update_template(db::Session& session, const TemplateKey& key, const TemplateUpdate& update,
                                 Timestamp now) {
  BARYON_TRY(auto found, lookup::get(session, key));
  const auto display_name = update.display_name.value_or(found.display_name);
  const auto description = update.description.value_or(found.description);
  if (display_name == found.display_name && description == found.description) return found;
  BARYON_CHECK(
      session.execute(set_texts, display_name, description, to_millis(now), key.name, bundle::to_string(key.kind)));
  return lookup::get(session, key);
}

Result<std::optional<Template>> delete_template(db::Session& session, const TemplateKey& key) {
  BARYON_TRY(auto found, lookup::find(session, key));
  if (!found) return std::nullopt;
  if (found->version_count > 0)
    return fail(ErrorCode::conflict,
                fmt::format("{} cannot be deleted: it has {} version{}", lookup::text(key), found->version_count,
                            found->version_count == 1 ? "" : "s"),
                "delete its versions first");
  BARYON_CHECK(tables::remove_template(session, key));
  return found;
}

Result<LibraryCounts> counts(db::Session& session) {
  const auto count = [&](TemplateKind kind) -> Result<std::int64_t> {
    BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_count, bundle::to_string(kind)));
    return row ? std::get<0>(*row) : 0;
  };
  BARYON_TRY(const auto environments, count(TemplateKind::environment));
  BARYON_TRY(const auto services, count(TemplateKind::service));
  return LibraryCounts{.environment_templates = environments, .service_templates = services};
}

}  // namespace baryon::registry::library
