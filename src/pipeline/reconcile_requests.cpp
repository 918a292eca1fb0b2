#include "pipeline/reconcile_requests.h"

#include <utility>

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view upsert_request =
    "INSERT INTO reconciles (forge, repository_id, reason, requested_at, run_at, attempts) VALUES (:forge, "
    ":repository_id, :reason, :requested_at, :run_at, 0) ON CONFLICT (repository_id, forge) DO UPDATE SET "
    "reason = excluded.reason, requested_at = excluded.requested_at, run_at = excluded.run_at, attempts = 0";
constexpr std::string_view select_due_repository =
    "SELECT repository_id, reason, attempts, requested_at FROM reconciles WHERE forge = :forge AND repository_id <> 0 "
    "AND run_at <= :now ORDER BY run_at LIMIT 1";
constexpr std::string_view select_due_round =
    "SELECT repository_id, reason, attempts, requested_at FROM reconciles WHERE forge = :forge AND repository_id = 0 "
    "AND run_at <= :now";
constexpr std::string_view delete_request =
    "DELETE FROM reconciles WHERE forge = :forge AND repository_id = :id AND requested_at = :requested_at";
constexpr std::string_view update_postponed =
    "UPDATE reconciles SET run_at = :run_at, attempts = attempts + 1 WHERE forge = :forge AND repository_id = :id AND "
    "requested_at = :requested_at";
constexpr std::string_view update_scheduled =
    "UPDATE reconciles SET run_at = :run_at, attempts = 0, reason = 'it is time' WHERE forge = :forge AND "
    "repository_id = 0 AND requested_at = :requested_at";

Result<std::optional<ReconcileRequest>> due(Session& session, std::string_view sql, std::string_view forge,
                                            Timestamp now) {
  BARYON_TRY(auto row,
             (session.query_one<std::int64_t, std::string, std::int64_t, std::int64_t>(sql, forge, to_millis(now))));
  if (!row) return std::nullopt;
  auto& [id, reason, attempts, requested_at] = *row;
  return ReconcileRequest{
      .repository_id = id, .reason = std::move(reason), .attempts = attempts, .requested_at = requested_at};
}

}  // namespace

Result<void> request_reconcile(Session& session, std::string_view forge, std::int64_t repository_id,
                               std::string_view reason, Timestamp now) {
  BARYON_CHECK(session.execute(upsert_request, forge, repository_id, reason, to_millis(now), to_millis(now)));
  return {};
}

Result<std::optional<ReconcileRequest>> due_repository(Session& session, std::string_view forge, Timestamp now) {
  return due(session, select_due_repository, forge, now);
}

Result<std::optional<ReconcileRequest>> due_round(Session& session, std::string_view forge, Timestamp now) {
  return due(session, select_due_round, forge, now);
}

Result<void> remove_request(Session& session, std::string_view forge, const ReconcileRequest& request) {
  BARYON_CHECK(session.execute(delete_request, forge, request.repository_id, request.requested_at));
  return {};
}

Result<void> postpone_request(Session& session, std::string_view forge, const ReconcileRequest& request,
                              Timestamp run_at) {
  BARYON_CHECK(
      session.execute(update_postponed, to_millis(run_at), forge, request.repository_id, request.requested_at));
  return {};
}

Result<void> schedule_round(Session& session, std::string_view forge, const ReconcileRequest& done, Timestamp run_at) {
  BARYON_CHECK(session.execute(update_scheduled, to_millis(run_at), forge, done.requested_at));
  return {};
}

}  // namespace baryon::pipeline
