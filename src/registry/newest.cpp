#include "registry/newest.h"

#include <limits>
#include <string_view>
#include <utility>

#include "registry/lists.h"

namespace baryon::registry {
namespace {

constexpr std::string_view select_newest =
    "SELECT minor, digest, schema_text, engine, outputs FROM versions WHERE name = :name AND kind = :kind AND major = "
    ":major AND minor < :below AND status IN ('DRAFT', 'PUBLISHED') ORDER BY minor DESC LIMIT 1";

}  // namespace

Result<std::optional<Newest>> newest_of_major(db::Session& session, const TemplateKey& key, std::int64_t major,
                                              std::optional<std::int64_t> below) {
  BARYON_TRY(auto row,
             (session.query_one<std::int64_t, std::string, std::string, std::string, std::optional<std::string>>(
                 select_newest, key.name, bundle::to_string(key.kind), major,
                 below.value_or(std::numeric_limits<std::int64_t>::max()))));
  if (!row) return std::nullopt;
  auto& [minor, digest, schema, engine, outputs] = *row;
  Newest newest{.number = {.major = major, .minor = minor},
                .digest = std::move(digest),
                .surface = {.schema = std::move(schema), .engine = std::move(engine)}};
  if (outputs) {
    BARYON_TRY(newest.surface.outputs, texts_from_json(*outputs));
  }
  return newest;
}

}  // namespace baryon::registry
