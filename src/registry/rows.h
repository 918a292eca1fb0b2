#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.h"
#include "db/session.h"
#include "registry/registry.h"

/// How templates and versions are read from the tables that `EmbeddedRegistry` and `EmbeddedLibrary` share.
///
///     static const std::string newest = rows::select_versions(rows::Schema::left_out, "WHERE v.name = :name LIMIT 1");
///     auto versions = rows::versions(session, newest, name);
namespace baryon::registry::rows {

/// Lists leave the schema out: it may be as large as everything else of a version a thousand times over.
enum class Schema : bool { left_out, included };

/// `rest`, what follows FROM, calls the table `t`.
[[nodiscard]] std::string select_templates(std::string_view rest);

/// `rest` calls the table `v`.
[[nodiscard]] std::string select_versions(Schema schema, std::string_view rest);

using TemplateRow = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string,
                               std::string, std::int64_t, std::string, std::string, std::int64_t, std::int64_t,
                               std::int64_t, std::optional<std::string>, std::optional<std::string>>;
using VersionRow = std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::string, std::string,
                              std::optional<std::int64_t>, std::string, std::string, std::string, std::string,
                              std::string, std::string, std::optional<std::string>, std::string, std::string,
                              std::string, std::string, std::string, std::string, std::int64_t, std::int64_t>;

[[nodiscard]] Template to_template(TemplateRow row);

/// Errors: corrupt.
[[nodiscard]] Result<Version> to_version(VersionRow row);

template <class... Columns, class... Parameters>
Result<std::vector<std::tuple<Columns...>>> query(std::type_identity<std::tuple<Columns...>> /*row*/,
                                                  db::Session& session, std::string_view sql,
                                                  Parameters&&... parameters) {
  return session.query<Columns...>(sql, std::forward<Parameters>(parameters)...);
}

template <class... Parameters>
[[nodiscard]] Result<std::vector<Template>> templates(db::Session& session, std::string_view sql,
                                                      Parameters&&... parameters) {
  BARYON_TRY(auto found,
             query(std::type_identity<TemplateRow>(), session, sql, std::forward<Parameters>(parameters)...));
  std::vector<Template> templates;
  templates.reserve(found.size());
  for (auto& row : found) templates.push_back(to_template(std::move(row)));
  return templates;
}

template <class... Parameters>
[[nodiscard]] Result<std::vector<Version>> versions(db::Session& session, std::string_view sql,
                                                    Parameters&&... parameters) {
  BARYON_TRY(auto found,
             query(std::type_identity<VersionRow>(), session, sql, std::forward<Parameters>(parameters)...));
  std::vector<Version> versions;
  versions.reserve(found.size());
  for (auto& row : found) {
    BARYON_TRY(auto version, to_version(std::move(row)));
    versions.push_back(std::move(version));
  }
  return versions;
}

/// The only one, or the first of several.
template <class Item>
[[nodiscard]] Result<std::optional<Item>> first(Result<std::vector<Item>> items) {
  if (!items) return std::unexpected(std::move(items).error());
  if (items->empty()) return std::nullopt;
  return std::move(items->front());
}

}  // namespace baryon::registry::rows
