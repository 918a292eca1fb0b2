#include "pipeline/queue.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/random.h"
#include "bundle/finding_json.h"
#include "pipeline/enqueue.h"
#include "pipeline/ledger_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;

// A sync that waits and is due, of a repository in which none runs.
constexpr std::string_view select_due =
    "SELECT q.sync_id, q.run, q.attempts, q.waits FROM queue q WHERE q.state <> 'running' AND q.run_at <= :now AND NOT "
    "EXISTS (SELECT 1 FROM queue r WHERE r.state = 'running' AND r.repository_id = q.repository_id AND r.forge = "
    "q.forge) ORDER BY q.turn, q.run_at, q.sync_id LIMIT 1";
// The same for several nodes: what others are about to claim or to end is passed over, not waited for. The lock of the
// repository is held until the claim is stored; the outer query asks for it row by row, and stops at the first it gets.
constexpr std::string_view select_due_among_nodes =
    "SELECT c.sync_id, c.run, c.attempts, c.waits FROM (SELECT q.sync_id, q.run, q.attempts, q.waits, q.forge, "
    "q.repository_id FROM queue q WHERE q.state <> 'running' AND q.run_at <= :now AND NOT EXISTS (SELECT 1 FROM queue "
    "r WHERE r.state = 'running' AND r.repository_id = q.repository_id AND r.forge = q.forge) ORDER BY q.turn, "
    "q.run_at, q.sync_id FOR UPDATE OF q SKIP LOCKED) AS c WHERE "
    "pg_try_advisory_xact_lock(hashtextextended(COALESCE(current_schema(), '') || ' ' || c.forge || ' ' || "
    "c.repository_id, 0)) LIMIT 1";
constexpr std::string_view select_oldest_due =
    "SELECT min(q.run_at) FROM queue q WHERE q.state <> 'running' AND q.run_at <= :now AND NOT EXISTS (SELECT 1 FROM "
    "queue r WHERE r.state = 'running' AND r.repository_id = q.repository_id AND r.forge = q.forge)";
constexpr std::string_view claim_sync =
    "UPDATE queue SET state = 'running', attempts = attempts + 1, started_at = :started_at, lease_owner = :owner, "
    "lease_until = :until WHERE sync_id = :sync AND state <> 'running' AND NOT EXISTS (SELECT 1 FROM queue r WHERE "
    "r.state = 'running' AND r.repository_id = queue.repository_id AND r.forge = queue.forge)";
// With what its worker has to know: one statement for both, as each is a way to the server and back. What the row of
// the queue holds comes from where it was locked, as it may have changed since the statement began.
std::string with_job(std::string_view due) {
  return fmt::format(
      "WITH due AS MATERIALIZED ({}) SELECT s.id, s.forge, s.repository_id, s.project, s.slug, s.ref, s.commit_id, "
      "s.subject, due.run, due.attempts + 1, due.waits, COALESCE(r.announced_commit, s.commit_id), "
      "COALESCE(r.is_doubtful, 0) FROM due JOIN syncs s ON s.id = due.sync_id LEFT JOIN refs r ON r.repository_id = "
      "s.repository_id AND r.ref = s.ref AND r.forge = s.forge",
      due);
}
const std::string select_due_job = with_job(select_due);
const std::string select_due_job_among_nodes = with_job(select_due_among_nodes);
// Only the holder of the lease may end an attempt: who lost it has been overtaken by another worker, and the number of
// the attempt tells two workers of one process apart.
constexpr std::string_view take_out =
    "DELETE FROM queue WHERE sync_id = :sync AND state = 'running' AND lease_owner = :owner AND attempts = :attempt "
    "RETURNING started_at";
constexpr std::string_view end_sync =
    "UPDATE syncs SET state = :state, reason = :reason, hint = :hint, attempts = :attempts, started_at = :started_at, "
    "finished_at = :finished_at WHERE id = :id";
// All of it at once, where the database can.
constexpr std::string_view take_out_and_end =
    "WITH taken AS (DELETE FROM queue WHERE sync_id = :sync AND state = 'running' AND lease_owner = :owner AND "
    "attempts "
    "= :attempt RETURNING sync_id, attempts, started_at), ended AS (UPDATE syncs SET state = :state, reason = :reason, "
    "hint = :hint, attempts = taken.attempts, started_at = taken.started_at, finished_at = :finished_at FROM taken "
    "WHERE syncs.id = taken.sync_id), cleared AS (DELETE FROM sync_results USING taken WHERE sync_results.sync_id = "
    "taken.sync_id) SELECT 1 FROM taken";
// Overtaken, it seemed; but by now its commit is the tip again.
constexpr std::string_view requeue_tip =
    "UPDATE queue SET state = 'queued', lease_owner = '', lease_until = 0 WHERE sync_id = :sync AND state = 'running' "
    "AND lease_owner = :owner AND attempts = :attempt AND EXISTS (SELECT 1 FROM syncs s JOIN refs r ON r.repository_id "
    "= s.repository_id AND r.ref = s.ref AND r.forge = s.forge WHERE s.id = queue.sync_id AND r.announced_commit = "
    "s.commit_id)";
constexpr std::string_view postpone_sync =
    "UPDATE queue SET state = 'retryable', run_at = :run_at, waits = :waits, lease_owner = '', lease_until = 0 WHERE "
    "sync_id = :sync AND state = 'running' AND lease_owner = :owner AND attempts = :attempt";
constexpr std::string_view note_reason = "UPDATE syncs SET reason = :reason, hint = :hint WHERE id = :id";
constexpr std::string_view delete_results = "DELETE FROM sync_results WHERE sync_id = :id";
constexpr std::string_view insert_result =
    "INSERT INTO sync_results (sync_id, position, template, kind, directory, major, minor, outcome, reason, hint, "
    "findings) VALUES (:sync_id, :position, :template, :kind, :directory, :major, :minor, :outcome, :reason, :hint, "
    ":findings)";
constexpr std::string_view extend =
    "UPDATE queue SET lease_until = :until WHERE sync_id = :sync AND state = 'running' AND lease_owner = :owner";
// A process that was killed costs an attempt: one that is killed by a sync would otherwise be so for ever.
constexpr std::string_view take_out_worn =
    "DELETE FROM queue WHERE state = 'running' AND lease_until < :expired AND attempts - waits >= :max_attempts "
    "RETURNING sync_id, attempts, started_at";
// Its turn stays what it was, before all others of its repository: what was pushed first is numbered first.
constexpr std::string_view rescue_expired =
    "UPDATE queue SET state = 'retryable', run_at = :now, lease_owner = '', lease_until = 0 WHERE state = 'running' "
    "AND lease_until < :expired RETURNING sync_id";
// Nothing is ever put off so far: the clock has been set back.
constexpr std::string_view bring_forward =
    "UPDATE queue SET run_at = :now WHERE (state = 'queued' AND run_at > :later) OR (state = 'retryable' AND run_at > "
    ":latest)";
// A restart is often the end of what made them fail.
constexpr std::string_view make_retryable_due =
    "UPDATE queue SET run_at = :now WHERE state = 'retryable' AND run_at > :later";
constexpr std::string_view take_back_own =
    "UPDATE queue SET state = 'queued', lease_owner = '', lease_until = 0, attempts = attempts - 1 WHERE state = "
    "'running' AND lease_owner = :owner";
constexpr std::string_view count_states =
    "SELECT state, count(*) FROM queue GROUP BY state UNION ALL SELECT 'dead', count(*) FROM syncs WHERE state = "
    "'dead'";
constexpr std::string_view select_oldest = "SELECT min(queued_at) FROM queue WHERE state <> 'running'";

constexpr int max_claim_tries = 10;
constexpr std::string_view stopped_without_a_word = "its worker stopped without a word";

// Longer than any pause of ours, and than what a server asks for in earnest with `Retry-After`.
constexpr std::chrono::hours longest_put_off(2);

Result<std::optional<Job>> find_due(Session& session, const std::string& select, Timestamp now) {
  BARYON_TRY(auto row,
             (session.query_one<std::string, std::string, std::int64_t, std::string, std::string, std::string,
                                std::string, std::string, std::string, std::int64_t, std::int64_t, std::string, bool>(
                 select, to_millis(now))));
  if (!row) return std::nullopt;
  auto& [id, forge, repository_id, project, slug, ref, commit, subject, run, attempt, waits, announced, is_doubtful] =
      *row;
  return Job{.id = std::move(id),
             .forge = std::move(forge),
             .repository = {.id = repository_id, .project = std::move(project), .slug = std::move(slug)},
             .ref = std::move(ref),
             .commit = std::move(commit),
             .subject = std::move(subject),
             .run = std::move(run),
             .waits = waits,
             .attempt = attempt,
             .announced = std::move(announced),
             .is_order_doubtful = is_doubtful};
}

// False where somebody else has the lease by now. What was stored of its results before is gone then.
Result<bool> take_out_ended(Session& session, const Job& job, const std::string& owner, const Ending& ending,
                            Timestamp now) {
  const auto finished_at = to_millis(now);
  if (session.dialect() == db::Dialect::postgresql) {
    BARYON_TRY(const auto taken,
               session.query_one<std::int64_t>(take_out_and_end, job.id, owner, job.attempt, to_string(ending.state),
                                               ending.reason, ending.hint, finished_at));
    return taken.has_value();
  }
  BARYON_TRY(const auto taken, session.query_one<std::optional<std::int64_t>>(take_out, job.id, owner, job.attempt));
  if (!taken) return false;
  BARYON_CHECK(session.execute(end_sync, to_string(ending.state), ending.reason, ending.hint, job.attempt,
                               std::get<0>(*taken), finished_at, job.id));
  BARYON_CHECK(session.execute(delete_results, job.id));
  return true;
}

Result<void> store_results(Session& session, const std::string& id, const std::vector<TemplateResult>& results) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& result = results[i];
    BARYON_CHECK(session.execute(insert_result, id, i, result.name, result.kind, result.directory, result.major,
                                 result.minor, result.outcome, result.reason, result.hint,
                                 boost::json::serialize(bundle::to_json(result.findings))));
  }
  return {};
}

// Somebody has to change something first; until then trying is cheap and giving up would lose the push.
bool waits_for_somebody(const Error& error) {
  return error.code == ErrorCode::configuration || error.code == ErrorCode::denied;
}

bool is_registered(SyncState state) { return state == SyncState::succeeded || state == SyncState::partial; }

RefKey ref_of(const Job& job) { return {.forge = job.forge, .repository_id = job.repository.id, .ref = job.ref}; }

// Full jitter: syncs that fail together come back apart.
std::chrono::milliseconds random_between(std::chrono::milliseconds shortest, std::chrono::milliseconds longest) {
  const auto span = std::max<std::int64_t>((longest - shortest).count(), 0);
  return shortest + std::chrono::milliseconds(random_below(static_cast<std::uint64_t>(span) + 1));
}

}  // namespace

Queue::Queue(db::Database& database, const Clock& clock, std::string owner, QueueOptions options)
    : database_(database), clock_(clock), owner_(std::move(owner)), options_(options) {}

Result<std::optional<Job>> Queue::claim() {
  const bool is_among_nodes = database_.dialect() == db::Dialect::postgresql;
  if (!is_among_nodes) {
    // A transaction would keep others from writing, for the usual "nothing".
    BARYON_TRY(const auto due, database_.read([&](Session& session) {
      return session.query_one<std::string, std::string, std::int64_t, std::int64_t>(select_due,
                                                                                     to_millis(clock_.now()));
    }));
    if (!due) return std::nullopt;
  }
  const auto& select = is_among_nodes ? select_due_job_among_nodes : select_due_job;
  return database_.writer_beside_others().write([&](Session& session) -> Result<std::optional<Job>> {
    // Another node may have claimed for the repository before its lock was ours; then it has one running.
    for (int tries = 0; tries < max_claim_tries; ++tries) {
      const auto now = clock_.now();
      BARYON_TRY(auto job, find_due(session, select, now));
      if (!job) return std::nullopt;
      BARYON_TRY(const auto claimed,
                 session.execute(claim_sync, to_millis(now), owner_, to_millis(now + options_.lease), job->id));
      if (claimed > 0) return job;
    }
    return std::nullopt;
  });
}

Result<void> Queue::finish(const Job& job, const Ending& ending) {
  // Whether it is overtaken has to be seen together with what is announced meanwhile.
  auto& writer = ending.state == SyncState::superseded ? database_.writer() : database_.writer_beside_others();
  return writer.write([&](Session& session) -> Result<void> {
    if (ending.state == SyncState::superseded) {
      BARYON_TRY(const auto kept, session.execute(requeue_tip, job.id, owner_, job.attempt));
      if (kept > 0) return begin_anew_if_left(session, job.id, clock_.now());
    }
    const auto now = clock_.now();
    BARYON_TRY(const bool is_ours, take_out_ended(session, job, owner_, ending, now));
    if (!is_ours) return {};
    if (is_registered(ending.state)) BARYON_CHECK(note_synced(session, ref_of(job), job.commit, now));
    return store_results(session, job.id, ending.results);
  });
}

// After the n-th failure of its sort, n from 1.
std::chrono::milliseconds Queue::delay_after(std::int64_t failures, std::chrono::milliseconds longest,
                                             const Error& error) const {
  const auto doublings = std::clamp<std::int64_t>(failures, 1, 20);
  const auto delay = random_between(std::min(longest, options_.first_delay),
                                    std::min(longest, options_.first_delay * (std::int64_t{1} << doublings)));
  return error.retry_after ? std::max<std::chrono::milliseconds>(*error.retry_after, delay) : delay;
}

Result<SyncState> Queue::give_up_for_now(const Job& job, const Error& error) {
  const bool waits = waits_for_somebody(error);
  if (!waits && !error.retryable) {
    BARYON_CHECK(finish(job, {.state = SyncState::dead, .reason = error.message, .hint = error.hint}));
    return SyncState::dead;
  }
  const auto counted = job.attempt - job.waits;
  if (!waits && counted >= options_.max_attempts) {
    BARYON_CHECK(finish(job, {.state = SyncState::dead,
                              .reason = "given up after " + std::to_string(counted) + " attempts: " + error.message,
                              .hint = error.hint}));
    return SyncState::dead;
  }
  const auto delay = waits ? delay_after(job.waits + 1, options_.longest_wait, error)
                           : delay_after(counted, options_.longest_delay, error);
  const auto run_at = to_millis(clock_.now() + delay);
  return database_.writer_beside_others().write([&](Session& session) -> Result<SyncState> {
    BARYON_TRY(const auto postponed,
               session.execute(postpone_sync, run_at, job.waits + (waits ? 1 : 0), job.id, owner_, job.attempt));
    if (postponed > 0) BARYON_CHECK(session.execute(note_reason, error.message, error.hint, job.id));
    return SyncState::retryable;
  });
}

Result<void> Queue::extend_leases(const std::vector<std::string>& syncs) {
  if (syncs.empty()) return {};
  return database_.writer_beside_others().write([&](Session& session) -> Result<void> {
    const auto until = to_millis(clock_.now() + options_.lease);
    for (const auto& sync : syncs) BARYON_CHECK(session.execute(extend, until, sync, owner_));
    return {};
  });
}

Result<std::int64_t> Queue::release_expired(Session& session, std::int64_t now, std::int64_t before) const {
  BARYON_TRY(const auto worn, (session.query<std::string, std::int64_t, std::optional<std::int64_t>>(
                                  take_out_worn, before, options_.max_attempts)));
  for (const auto& [sync, attempts, started_at] : worn)
    BARYON_CHECK(session.execute(
        end_sync, to_string(SyncState::dead), std::string(stopped_without_a_word) + " in every attempt",
        "look for its identifier in the log; `baryon retry` runs it again", attempts, started_at, now, sync));
  BARYON_TRY(const auto rescued, session.query<std::string>(rescue_expired, now, before));
  for (const auto& [sync] : rescued) BARYON_CHECK(session.execute(note_reason, stopped_without_a_word, "", sync));
  return std::ssize(rescued);
}

Result<std::int64_t> Queue::rescue() {
  return database_.writer().write([&](Session& session) -> Result<std::int64_t> {
    const auto now = to_millis(clock_.now());
    const auto latest = to_millis(clock_.now() + longest_put_off);
    BARYON_CHECK(session.execute(bring_forward, now, now, latest));
    return release_expired(session, now, now);
  });
}

Result<std::int64_t> Queue::take_back_all() {
  return database_.writer().write([&](Session& session) -> Result<std::int64_t> {
    const auto now = to_millis(clock_.now());
    BARYON_CHECK(session.execute(make_retryable_due, now, now));
    return release_expired(session, now, std::numeric_limits<std::int64_t>::max());
  });
}

Result<std::int64_t> Queue::hand_back() {
  return database_.writer().write([&](Session& session) { return session.execute(take_back_own, owner_); });
}

Result<Queue::Depth> Queue::depth() {
  return database_.read([&](Session& session) -> Result<Depth> {
    Depth depth;
    BARYON_TRY(const auto rows, (session.query<std::string, std::int64_t>(count_states)));
    for (const auto& [state, count] : rows) {
      if (count == 0) continue;
      BARYON_TRY(const auto parsed, parse_sync_state(state));
      depth.by_state[parsed] = count;
    }
    BARYON_TRY(const auto oldest, session.query_one<std::optional<std::int64_t>>(select_oldest));
    if (oldest) depth.oldest_waiting = std::get<0>(*oldest).transform(from_millis);
    return depth;
  });
}

Result<std::optional<Timestamp>> Queue::oldest_due() {
  BARYON_TRY(const auto row, database_.read([&](Session& session) {
    return session.query_one<std::optional<std::int64_t>>(select_oldest_due, to_millis(clock_.now()));
  }));
  if (!row) return std::nullopt;
  return std::get<0>(*row).transform(from_millis);
}

}  // namespace baryon::pipeline
