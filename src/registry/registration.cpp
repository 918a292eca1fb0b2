#include "registry/registration.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "bundle/lint/compatibility_rules.h"
#include "registry/compatibility_guard.h"
#include "registry/lists.h"
#include "registry/newest.h"
#include "registry/numbers.h"

namespace baryon::registry::library {
namespace {

constexpr std::string_view select_pending =
    "SELECT v.kind = 'service', v.name, v.major, v.minor, v.source_bucket, v.source_key, t.provisioning <> '' FROM "
    "versions v JOIN templates t ON t.name = v.name AND t.kind = v.kind WHERE v.status = 'REGISTRATION_IN_PROGRESS' "
    "ORDER BY v.created_at, v.name, v.kind, v.major, v.minor LIMIT :limit";
constexpr std::string_view select_is_pending =
    "SELECT t.provisioning <> '' FROM versions v JOIN templates t ON t.name = v.name AND t.kind = v.kind WHERE v.name "
    "= :name AND v.kind = :kind AND v.major = :major AND v.minor = :minor AND v.status = 'REGISTRATION_IN_PROGRESS' "
    "AND v.source_bucket = :bucket AND v.source_key = :source_key";
constexpr std::string_view set_finished =
    "UPDATE versions SET status = :status, status_message = :status_message, digest = :digest, schema_text = :schema, "
    "engine = :engine, outputs = :outputs, bundle_key = :bundle_key, last_modified_at = :now WHERE name = :name AND "
    "kind = :kind AND major = :major AND minor = :minor";
constexpr std::string_view set_failed =
    "UPDATE versions SET status = 'REGISTRATION_FAILED', status_message = :reason, last_modified_at = :now WHERE name "
    "= :name AND kind = :kind AND major = :major AND minor = :minor";

Result<bool> is_pending(db::Session& session, const PendingVersion& pending) {
  const auto& [key, number, source, is_customer_managed] = pending;
  BARYON_TRY(const auto row, session.query_one<bool>(select_is_pending, key.name, bundle::to_string(key.kind),
                                                     number.major, number.minor, source.bucket, source.key));
  return row && std::get<0>(*row) == is_customer_managed;
}

Result<void> set_status_failed(db::Session& session, const PendingVersion& pending, const std::string& reason,
                               Timestamp now) {
  BARYON_CHECK(session.execute(set_failed, reason, to_millis(now), pending.template_key.name,
                               bundle::to_string(pending.template_key.kind), pending.number.major,
                               pending.number.minor));
  return {};
}

bool is_breaking(const Registration& registration) {
  return std::ranges::find(registration.findings, bundle::lint::incompatible_change.id, &bundle::Finding::rule) !=
         registration.findings.end();
}

/// What the policy says of the bundle.
struct Verdict {
  bool is_refused = false;
  std::string message;  ///< why, or a warning
};

// The number was promised when the version was asked for, so a breaking change cannot become another major.
Result<Verdict> judge(db::Session& session, const PendingVersion& pending, const bundle::Bundle& bundle,
                      Compatibility policy) {
  const auto& [key, number, source, is_customer_managed] = pending;
  BARYON_TRY(const auto before, newest_of_major(session, key, number.major, number.minor));
  if (!before) return Verdict{};
  BARYON_TRY(const auto next_major, numbers::next_major(session, key));
  const auto registration = guard(
      {.before = before->surface, .number = before->number, .bundle = bundle, .next = number, .next_major = next_major},
      policy == Compatibility::warn ? policy : Compatibility::refuse);
  if (registration.outcome != Outcome::refused)
    return Verdict{.message = is_breaking(registration) ? "warning: " + registration.reason : ""};
  Verdict verdict{.is_refused = true,
                  .message = registration.reason + "; create it without a major version for a new one"};
  if (policy == Compatibility::next_major)
    verdict.message += " (only what is pushed is moved to the next major version by itself)";
  return verdict;
}

}  // namespace

Result<std::vector<PendingVersion>> pending_versions(db::Session& session, std::size_t limit) {
  BARYON_TRY(auto rows, (session.query<bool, std::string, std::int64_t, std::int64_t, std::string, std::string, bool>(
                            select_pending, limit)));
  std::vector<PendingVersion> pending;
  pending.reserve(rows.size());
  for (auto& [is_service, name, major, minor, bucket, key, is_customer_managed] : rows)
    pending.push_back({.template_key = {.kind = is_service ? TemplateKind::service : TemplateKind::environment,
                                        .name = std::move(name)},
                       .number = {.major = major, .minor = minor},
                       .source = {.bucket = std::move(bucket), .key = std::move(key)},
                       .is_customer_managed = is_customer_managed});
  return pending;
}

Result<void> finish_version(db::Session& session, const PendingVersion& pending, const bundle::Bundle& bundle,
                            const std::string& bundle_key, const RegistryOptions& options, Timestamp now) {
  BARYON_TRY(const bool still_pending, is_pending(session, pending));
  if (!still_pending) return {};
  BARYON_TRY(const auto verdict, judge(session, pending, bundle, options.compatibility));
  if (verdict.is_refused) return set_status_failed(session, pending, verdict.message, now);
  const auto outputs = bundle.outputs ? std::optional(to_json(*bundle.outputs)) : std::nullopt;
  BARYON_CHECK(session.execute(set_finished, to_string(options.first_status()), verdict.message, bundle.digest,
                               bundle.schema, bundle.engine, outputs, bundle_key, to_millis(now),
                               pending.template_key.name, bundle::to_string(pending.template_key.kind),
                               pending.number.major, pending.number.minor));
  return {};
}

Result<void> fail_version(db::Session& session, const PendingVersion& pending, const std::string& reason,
                          Timestamp now) {
  BARYON_TRY(const bool still_pending, is_pending(session, pending));
  return still_pending ? set_status_failed(session, pending, reason, now) : Result<void>();
}

}  // namespace baryon::registry::library
