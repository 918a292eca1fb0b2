#include "registry/client_tokens.h"

#include <string_view>

#include "registry/parameters.h"

namespace baryon::registry::client_tokens {
namespace {

constexpr std::string_view delete_old_tokens = "DELETE FROM client_tokens WHERE created_at <= :limit";
constexpr std::string_view select_token =
    "SELECT parameters_digest, major, minor FROM client_tokens WHERE kind = :kind AND token = :token";
constexpr std::string_view insert_token =
    "INSERT INTO client_tokens (kind, token, parameters_digest, name, major, minor, created_at) VALUES (:kind, :token, "
    ":digest, :name, :major, :minor, :created_at)";
constexpr std::string_view delete_tokens_of_version =
    "DELETE FROM client_tokens WHERE name = :name AND kind = :kind AND major = :major AND minor = :minor";

}  // namespace

Result<std::optional<VersionNumber>> find(db::Session& session, const NewVersion& wanted, Timestamp now) {
  if (wanted.client_token.empty()) return std::nullopt;
  BARYON_CHECK(session.execute(delete_old_tokens, to_millis(now - lifetime)));
  BARYON_TRY(const auto row, (session.query_one<std::string, std::int64_t, std::int64_t>(
                                 select_token, bundle::to_string(wanted.template_key.kind), wanted.client_token)));
  if (!row) return std::nullopt;
  const auto& [digest, major, minor] = *row;
  if (digest != digest_of(wanted)) return fail(ErrorCode::invalid, std::string(parameter_mismatch));
  return VersionNumber{.major = major, .minor = minor};
}

Result<void> remember(db::Session& session, const NewVersion& wanted, VersionNumber made, Timestamp now) {
  if (wanted.client_token.empty()) return {};
  const auto& [kind, name] = wanted.template_key;
  BARYON_CHECK(session.execute(insert_token, bundle::to_string(kind), wanted.client_token, digest_of(wanted), name,
                               made.major, made.minor, to_millis(now)));
  return {};
}

Result<void> forget(db::Session& session, const TemplateKey& key, VersionNumber number) {
  BARYON_CHECK(
      session.execute(delete_tokens_of_version, key.name, bundle::to_string(key.kind), number.major, number.minor));
  return {};
}

}  // namespace baryon::registry::client_tokens
