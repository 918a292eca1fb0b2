#include "registry/library_versions.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "registry/client_tokens.h"
#include "registry/lists.h"
#include "registry/lookup.h"
#include "registry/numbers.h"
#include "registry/tables.h"
#include "registry/tags.h"

namespace baryon::registry::library {
namespace {

constexpr std::string_view select_any_of_major =
    "SELECT minor FROM versions WHERE name = :name AND kind = :kind AND major = :major LIMIT 1";
constexpr std::string_view select_others_of_major =
    "SELECT minor FROM versions WHERE name = :name AND kind = :kind AND major = :major AND minor <> :minor LIMIT 1";
constexpr std::string_view set_details =
    "UPDATE versions SET status = :status, description = :description, compatible_environments = :environments, "
    "supported_component_sources = :sources, last_modified_at = :now WHERE name = :name AND kind = :kind AND major = "
    ":major AND minor = :minor";

// A major is begun by leaving it out, by naming the next one, or by naming 1 where there is no version: clients do all
// of these, and AWS Proton took them.
Result<VersionNumber> number_for(db::Session& session, const NewVersion& wanted, bool is_first) {
  const auto& key = wanted.template_key;
  BARYON_TRY(const auto next_major, numbers::next_major(session, key));
  const auto major = wanted.major.value_or(next_major);
  const bool begins_major = major == next_major || (major == 1 && is_first);
  if (!begins_major) {
    BARYON_TRY(const auto any,
               session.query_one<std::int64_t>(select_any_of_major, key.name, bundle::to_string(key.kind), major));
    if (!any)
      return fail(ErrorCode::not_found, fmt::format("major version {} of {} does not exist", major, lookup::text(key)),
                  fmt::format("leave it out for a new major version, which will be {}", next_major));
  }
  BARYON_TRY(const auto minor, numbers::next_minor(session, key, major));
  return VersionNumber{.major = major, .minor = minor};
}

Version version_of(const NewVersion& wanted, VersionNumber number, Timestamp now) {
  return {.kind = wanted.template_key.kind,
          .template_name = wanted.template_key.name,
          .number = number,
          .status = VersionStatus::registration_in_progress,
          .description = wanted.description,
          .compatible_environments = wanted.compatible_environments,
          .supported_component_sources = wanted.supported_component_sources,
          .created_at = now,
          .last_modified_at = now};
}

// The user's tags win over those that the template hands down.
Result<void> put_tags(db::Session& session, const NewVersion& wanted, VersionNumber number) {
  return tags::put(session, {.template_key = wanted.template_key, .version = number}, wanted.tags);
}

Result<VersionStatus> status_after(const Version& version, const VersionUpdate& update) {
  if (!update.publishes || version.status == VersionStatus::published) return version.status;
  if (version.status == VersionStatus::draft) return VersionStatus::published;
  const TemplateKey key{.kind = version.kind, .name = version.template_name};
  return fail(ErrorCode::conflict,
              fmt::format("{} cannot be published: its registration {}", lookup::text(key, version.number),
                          version.status == VersionStatus::registration_failed ? "failed" : "is in progress"));
}

// AWS Proton User Guide, "Delete templates": the recommended minor version goes last of its major, and the recommended
// major version last of all.
Result<void> check_deletable(db::Session& session, const TemplateKey& key, const Version& version) {
  const auto& number = version.number;
  if (version.recommended_minor != number.minor) return {};
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::conflict, fmt::format("{} cannot be deleted: {}", lookup::text(key, number), why),
                "publish a newer version, or delete the others first");
  };
  BARYON_TRY(const auto other,
             session.query_one<std::int64_t>(select_others_of_major, key.name, bundle::to_string(key.kind),
                                             number.major, number.minor));
  if (other) return refuse("it is the recommended minor version and its major version has others");
  BARYON_TRY(const auto found, lookup::get(session, key));
  if (found.recommended == number.text() && found.version_count > 1)
    return refuse("it is the last of the recommended major version and there are others");
  return {};
}

}  // namespace

Result<Version> begin_version(db::Session& session, const NewVersion& wanted, const LibraryQuotas& quotas,
                              Timestamp now) {
  const auto& key = wanted.template_key;
  BARYON_TRY(const auto before, client_tokens::find(session, wanted, now));
  if (before) return lookup::get(session, key, *before);
  BARYON_CHECK(lookup::check_exists(session, {.template_key = key}));
  BARYON_TRY(const auto count, tables::make_room(session, key, now));
  if (count > quotas.versions)
    return fail(ErrorCode::too_large,
                fmt::format("{} has {} versions already, the most there can be", lookup::text(key), count - 1),
                "delete versions that are not used");
  BARYON_TRY(const auto number, number_for(session, wanted, count == 1));
  auto made = version_of(wanted, number, now);
  BARYON_CHECK(tables::add_version(session, made, {.source = wanted.source}));
  BARYON_CHECK(put_tags(session, wanted, number));
  BARYON_CHECK(client_tokens::remember(session, wanted, number, now));
  return lookup::get(session, key, number);
}

Result<Version> update_version(db::Session& session, const TemplateKey& key, VersionNumber number,
                               const VersionUpdate& update, Timestamp now) {
  BARYON_TRY(auto found, lookup::get(session, key, number));
  BARYON_TRY(const auto status, status_after(found, update));
  const auto description = update.description.value_or(found.description);
  const auto environments = update.compatible_environments.value_or(found.compatible_environments);
  const auto sources = update.supported_component_sources.value_or(found.supported_component_sources);
  if (status == found.status && description == found.description && environments == found.compatible_environments &&
      sources == found.supported_component_sources)
    return found;
  BARYON_CHECK(session.execute(set_details, to_string(status), description, to_json(environments), to_json(sources),
                               to_millis(now), key.name, bundle::to_string(key.kind), number.major, number.minor));
  return lookup::get(session, key, number);
}

Result<std::optional<Version>> delete_version(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_TRY(auto found, lookup::find(session, key, number));
  if (!found) return std::nullopt;
  BARYON_CHECK(check_deletable(session, key, *found));
  BARYON_CHECK(tables::remove_version(session, key, number));
  return found;
}

}  // namespace baryon::registry::library
