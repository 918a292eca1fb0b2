#include "registry/numbers.h"

#include <string_view>

namespace baryon::registry::numbers {
namespace {

constexpr std::string_view select_highest_major =
    "SELECT major FROM version_numbers WHERE name = :name AND kind = :kind ORDER BY major DESC LIMIT 1";
constexpr std::string_view select_next_minor =
    "SELECT next_minor FROM version_numbers WHERE name = :name AND kind = :kind AND major = :major";
constexpr std::string_view upsert_next_minor =
    "INSERT INTO version_numbers (name, kind, major, next_minor) VALUES (:name, :kind, :major, :next_minor) "
    "ON CONFLICT (name, kind, major) DO UPDATE SET next_minor = excluded.next_minor";
constexpr std::string_view delete_numbers = "DELETE FROM version_numbers WHERE name = :name AND kind = :kind";

}  // namespace

Result<std::int64_t> next_major(db::Session& session, const TemplateKey& key) {
  BARYON_TRY(const auto row,
             session.query_one<std::int64_t>(select_highest_major, key.name, bundle::to_string(key.kind)));
  return row ? std::get<0>(*row) + 1 : 1;
}

Result<std::int64_t> next_minor(db::Session& session, const TemplateKey& key, std::int64_t major) {
  BARYON_TRY(const auto row,
             session.query_one<std::int64_t>(select_next_minor, key.name, bundle::to_string(key.kind), major));
  return row ? std::get<0>(*row) : 0;
}

Result<void> give(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_CHECK(
      session.execute(upsert_next_minor, key.name, bundle::to_string(key.kind), number.major, number.minor + 1));
  return {};
}

Result<void> forget(db::Session& session, const TemplateKey& key) {
  BARYON_CHECK(session.execute(delete_numbers, key.name, bundle::to_string(key.kind)));
  return {};
}

}  // namespace baryon::registry::numbers
