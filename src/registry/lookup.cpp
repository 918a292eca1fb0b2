#include "registry/lookup.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/text.h"
#include "registry/rows.h"

namespace baryon::registry::lookup {
namespace {

const std::string select_template = rows::select_templates("WHERE t.name = :name AND t.kind = :kind");
const std::string select_version = rows::select_versions(
    rows::Schema::included, "WHERE v.name = :name AND v.kind = :kind AND v.major = :major AND v.minor = :minor");
constexpr std::string_view select_template_exists = "SELECT 1 FROM templates WHERE name = :name AND kind = :kind";
constexpr std::string_view select_version_exists =
    "SELECT 1 FROM versions WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor";

std::unexpected<Error> missing(const std::string& what) {
  return fail(ErrorCode::not_found, fmt::format("{} does not exist", what));
}

}  // namespace

Result<std::optional<Template>> find(db::Session& session, const TemplateKey& key) {
  return rows::first(rows::templates(session, select_template, key.name, bundle::to_string(key.kind)));
}

Result<std::optional<Version>> find(db::Session& session, const TemplateKey& key, VersionNumber number) {
  return rows::first(
      rows::versions(session, select_version, key.name, bundle::to_string(key.kind), number.major, number.minor));
}

Result<Template> get(db::Session& session, const TemplateKey& key) {
  BARYON_TRY(auto found, find(session, key));
  if (!found) return missing(text(key));
  return *std::move(found);
}

Result<Version> get(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_TRY(auto found, find(session, key, number));
  if (!found) return missing(text(key, number));
  return *std::move(found);
}

Result<void> check_exists(db::Session& session, const ResourceKey& resource) {
  const auto& [key, number] = resource;
  const auto kind = bundle::to_string(key.kind);
  BARYON_TRY(const auto row, number ? session.query_one<std::int64_t>(select_version_exists, key.name, kind,
                                                                      number->major, number->minor)
                                    : session.query_one<std::int64_t>(select_template_exists, key.name, kind));
  if (!row) return missing(number ? text(key, *number) : text(key));
  return {};
}

std::string text(const TemplateKey& key) {
  return fmt::format("{} template '{}'", bundle::to_string(key.kind), escape_for_display(key.name));
}

std::string text(const TemplateKey& key, VersionNumber number) {
  return fmt::format("version {} of {}", number.text(), text(key));
}

}  // namespace baryon::registry::lookup
