#include "registry/tags.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace baryon::registry::tags {
namespace {

// AWS General Reference, "Tagging your AWS resources": the prefix is reserved, in whatever case.
constexpr std::string_view reserved_prefix = "aws:";

constexpr std::string_view upsert_tag =
    "INSERT INTO tags (name, kind, major, minor, tag_key, tag_value) VALUES (:name, :kind, :major, :minor, :key, "
    ":value) ON CONFLICT (name, kind, major, minor, tag_key) DO UPDATE SET tag_value = excluded.tag_value";
constexpr std::string_view select_count =
    "SELECT count(*) FROM tags WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor";
constexpr std::string_view delete_tag =
    "DELETE FROM tags WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor AND tag_key = :key";
constexpr std::string_view delete_tags =
    "DELETE FROM tags WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor";
constexpr std::string_view copy_tags =
    "INSERT INTO tags (name, kind, major, minor, tag_key, tag_value) SELECT name, kind, CAST(:major AS BIGINT), "
    "CAST(:minor AS BIGINT), tag_key, tag_value FROM tags WHERE name = :name AND kind = :kind AND major = 0 AND minor "
    "= 0";
constexpr std::string_view select_tags =
    "SELECT tag_key, tag_value FROM tags WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor AND "
    "tag_key > :after ORDER BY tag_key LIMIT :limit";

// Majors count from 1, so that 0.0 is free to stand for the template itself.
VersionNumber number_of(const ResourceKey& resource) { return resource.version.value_or(VersionNumber{}); }

bool is_reserved(std::string_view key) {
  if (key.size() < reserved_prefix.size()) return false;
  for (std::size_t i = 0; i < reserved_prefix.size(); ++i)
    if ((key[i] | ('a' ^ 'A')) != (reserved_prefix[i] | ('a' ^ 'A'))) return false;
  return true;
}

}  // namespace

Result<void> check_key(std::string_view key) {
  if (is_reserved(key))
    return fail(ErrorCode::invalid,
                fmt::format("tag keys that begin with 'aws:' are reserved: '{}'", escape_for_display(key)));
  return {};
}

Result<void> check(const std::vector<Tag>& tags) {
  std::set<std::string_view> keys;
  for (const auto& tag : tags) {
    BARYON_CHECK(check_key(tag.key));
    if (!keys.insert(tag.key).second)
      return fail(ErrorCode::invalid, fmt::format("the tag key '{}' is given twice", escape_for_display(tag.key)));
  }
  return {};
}

Result<void> check_count(std::int64_t count) {
  if (count <= most) return {};
  return fail(ErrorCode::too_large, fmt::format("a resource can have {} tags, this one would have {}", most, count));
}

Result<void> put(db::Session& session, const ResourceKey& resource, const std::vector<Tag>& tags) {
  const auto& [kind, name] = resource.template_key;
  const auto number = number_of(resource);
  if (tags.empty()) return {};
  BARYON_CHECK(check(tags));
  for (const auto& [key, value] : tags)
    BARYON_CHECK(session.execute(upsert_tag, name, bundle::to_string(kind), number.major, number.minor, key, value));
  BARYON_TRY(const auto row,
             session.query_one<std::int64_t>(select_count, name, bundle::to_string(kind), number.major, number.minor));
  return check_count(row ? std::get<0>(*row) : 0);
}

Result<void> remove(db::Session& session, const ResourceKey& resource, const std::vector<std::string>& keys) {
  const auto& [kind, name] = resource.template_key;
  const auto number = number_of(resource);
  for (const auto& key : keys) {
    BARYON_CHECK(check_key(key));
    BARYON_CHECK(session.execute(delete_tag, name, bundle::to_string(kind), number.major, number.minor, key));
  }
  return {};
}

Result<void> remove_all(db::Session& session, const ResourceKey& resource) {
  const auto& [kind, name] = resource.template_key;
  const auto number = number_of(resource);
  BARYON_CHECK(session.execute(delete_tags, name, bundle::to_string(kind), number.major, number.minor));
  return {};
}

Result<void> inherit(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_CHECK(session.execute(copy_tags, number.major, number.minor, key.name, bundle::to_string(key.kind)));
  return {};
}

Result<std::vector<Tag>> list(db::Session& session, const ResourceKey& resource, const std::string& after,
                              std::size_t limit) {
  const auto& [kind, name] = resource.template_key;
  const auto number = number_of(resource);
  BARYON_TRY(auto rows, (session.query<std::string, std::string>(select_tags, name, bundle::to_string(kind),
                                                                 number.major, number.minor, after, limit)));
  std::vector<Tag> tags;
  tags.reserve(rows.size());
  for (auto& [key, value] : rows) tags.push_back({.key = std::move(key), .value = std::move(value)});
  return tags;
}

}  // namespace baryon::registry::tags
