#include "pipeline/enqueue.h"

#include <optional>
#include <string>

#include "base/ulid.h"
#include "pipeline/states.h"

namespace baryon::pipeline {
namespace {

// The turn of what runs now, or of what comes next, is where a repository that had nothing waiting joins in.
constexpr std::string_view put_into_queue =
    "INSERT INTO queue (sync_id, forge, repository_id, ref, state, run, turn, queued_at, run_at, attempts, waits, "
    "started_at, lease_owner, lease_until) SELECT s.id, s.forge, s.repository_id, s.ref, 'queued', :run, "
    "COALESCE((SELECT "
    "max(t.turn) FROM (SELECT max(o.turn) + 1 AS turn FROM queue o WHERE o.repository_id = s.repository_id AND o.forge "
    "= s.forge UNION ALL SELECT max(r.turn) FROM queue r WHERE r.state = 'running' UNION ALL SELECT min(w.turn) FROM "
    "queue w WHERE w.state <> 'running') AS t), 0), :queued_at, :run_at, 0, 0, NULL, '', 0 FROM syncs s WHERE s.id = "
    ":id ON CONFLICT (sync_id) DO UPDATE SET state = 'queued', queued_at = excluded.queued_at, run_at = "
    "excluded.run_at, attempts = 0, waits = 0, started_at = NULL WHERE queue.state <> 'running'";
constexpr std::string_view renew_run =
    "UPDATE queue SET run = :run WHERE sync_id = :sync AND state <> 'running' AND EXISTS (SELECT 1 FROM refs r WHERE "
    "r.repository_id = queue.repository_id AND r.ref = queue.ref AND r.forge = queue.forge AND r.synced_at >= "
    "queue.queued_at)";
constexpr std::string_view reopen_sync =
    "UPDATE syncs SET state = '', reason = :reason, hint = '', attempts = 0, started_at = NULL, finished_at = NULL "
    "WHERE id = :id";
constexpr std::string_view take_waiting =
    "DELETE FROM queue WHERE repository_id = :repository_id AND forge = :forge AND ref = :ref AND state <> 'running' "
    "AND sync_id <> :newest RETURNING sync_id, attempts, started_at";
constexpr std::string_view supersede =
    "UPDATE syncs SET state = :state, reason = :reason, hint = '', attempts = :attempts, started_at = :started_at, "
    "finished_at = :finished_at WHERE id = :id";

using db::Session;

}  // namespace

Result<void> enqueue_new(Session& session, std::string_view sync, Timestamp now) {
  BARYON_CHECK(session.execute(put_into_queue, new_ulid(now), to_millis(now), to_millis(now), sync));
  return {};
}

Result<bool> enqueue_again(Session& session, std::string_view sync, std::string_view reason, Timestamp now) {
  BARYON_TRY(const auto queued, session.execute(put_into_queue, new_ulid(now), to_millis(now), to_millis(now), sync));
  if (queued == 0) return false;
  BARYON_CHECK(session.execute(reopen_sync, reason, sync));
  return true;
}

Result<void> begin_anew_if_left(Session& session, std::string_view sync, Timestamp now) {
  BARYON_CHECK(session.execute(renew_run, new_ulid(now), sync));
  return {};
}

Result<std::int64_t> supersede_waiting(Session& session, const RefKey& ref, std::string_view newest,
                                       std::string_view reason, Timestamp now) {
  BARYON_TRY(const auto taken, (session.query<std::string, std::int64_t, std::optional<std::int64_t>>(
                                   take_waiting, ref.repository_id, ref.forge, ref.ref, newest)));
  for (const auto& [sync, attempts, started_at] : taken)
    BARYON_CHECK(session.execute(supersede, to_string(SyncState::superseded), reason, attempts, started_at,
                                 to_millis(now), sync));
  return std::ssize(taken);
}

}  // namespace baryon::pipeline
