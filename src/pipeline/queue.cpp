#include "pipeline/queue.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/random.h"
#include "bundle/finding_json.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_due =
    "SELECT id FROM syncs s WHERE state IN ('queued', 'retryable') AND run_at <= :now AND NOT EXISTS (SELECT 1 FROM "
    "syncs r WHERE r.state = 'running' AND r.repository_id = s.repository_id AND r.forge = s.forge) "
    "ORDER BY run_at, id LIMIT 1";
constexpr std::string_view select_oldest_due =
    "SELECT run_at FROM syncs s WHERE state IN ('queued', 'retryable') AND run_at <= :now AND NOT EXISTS (SELECT 1 "
    "FROM syncs r WHERE r.state = 'running' AND r.repository_id = s.repository_id AND r.forge = s.forge) "
    "ORDER BY run_at LIMIT 1";
constexpr std::string_view claim_sync =
    "UPDATE syncs SET state = 'running', attempts = attempts + 1, started_at = :started_at, lease_owner = :owner, "
    "lease_until = :until WHERE id = :id AND state IN ('queued', 'retryable')";
constexpr std::string_view select_job =
    "SELECT s.forge, s.repository_id, s.project, s.slug, s.ref, s.commit_id, s.subject, s.attempts, s.waits, "
    "COALESCE(r.announced_commit, s.commit_id), COALESCE(r.is_doubtful, 0) FROM syncs s LEFT JOIN refs r ON "
    "r.repository_id = s.repository_id AND r.ref = s.ref AND r.forge = s.forge WHERE s.id = :id";
// Only the holder of the lease may end a sync: one that lost it has been overtaken by another worker.
constexpr std::string_view end_sync =
    "UPDATE syncs SET state = :state, reason = :reason, hint = :hint, finished_at = :finished_at, lease_owner = '', "
    "lease_until = 0 WHERE id = :id AND state = 'running' AND lease_owner = :owner";
// Overtaken, it seemed; but by now its commit is the tip again.
constexpr std::string_view requeue_tip =
    "UPDATE syncs SET state = 'queued', lease_owner = '', lease_until = 0 WHERE id = :id AND state = 'running' AND "
    "lease_owner = :owner AND EXISTS (SELECT 1 FROM refs r WHERE r.repository_id = syncs.repository_id AND r.ref = "
    "syncs.ref AND r.forge = syncs.forge AND r.announced_commit = syncs.commit_id)";
constexpr std::string_view postpone_sync =
    "UPDATE syncs SET state = 'retryable', reason = :reason, hint = :hint, run_at = :run_at, waits = :waits, "
    "lease_owner = '', lease_until = 0 WHERE id = :id AND state = 'running' AND lease_owner = :owner";
constexpr std::string_view delete_results = "DELETE FROM sync_results WHERE sync_id = :id";
constexpr std::string_view insert_result =
    "INSERT INTO sync_results (sync_id, position, template, kind, directory, major, minor, outcome, reason, hint, "
    "findings) VALUES (:sync_id, :position, :template, :kind, :directory, :major, :minor, :outcome, :reason, :hint, "
    ":findings)";
constexpr std::string_view extend =
    "UPDATE syncs SET lease_until = :until WHERE state = 'running' AND lease_owner = :owner";
// A process that was killed costs an attempt: one that is killed by a sync would otherwise be so for ever.
constexpr std::string_view bury_expired =
    "UPDATE syncs SET state = 'dead', reason = 'its worker stopped without a word in every attempt', finished_at = "
    ":now, lease_owner = '', lease_until = 0 WHERE state = 'running' AND lease_until < :expired AND attempts - waits "
    ">= "
    ":max_attempts";
constexpr std::string_view rescue_expired =
    "UPDATE syncs SET state = 'retryable', reason = 'its worker stopped without a word', run_at = :now, lease_owner = "
    "'', lease_until = 0 WHERE state = 'running' AND lease_until < :expired";
// A restart is often the end of what made them fail.
constexpr std::string_view make_retryable_due =
    "UPDATE syncs SET run_at = :now WHERE state = 'retryable' AND run_at > :later";
constexpr std::string_view take_back_own =
    "UPDATE syncs SET state = 'queued', lease_owner = '', lease_until = 0, attempts = attempts - 1 WHERE state = "
    "'running' AND lease_owner = :owner";
constexpr std::string_view count_states = "SELECT state, count(*) FROM syncs GROUP BY state";
// Refs whose announced tip is not registered: a sync waits, runs or is dead.
constexpr std::string_view count_gaps =
    "SELECT count(*) FROM refs r WHERE announced_commit <> '' AND NOT EXISTS (SELECT 1 FROM syncs s WHERE s.commit_id "
    "= "
    "r.announced_commit AND s.repository_id = r.repository_id AND s.ref = r.ref AND s.forge = r.forge AND s.state IN "
    "('succeeded', 'partial'))";
constexpr std::string_view select_oldest =
    "SELECT created_at FROM syncs WHERE state IN ('queued', 'retryable') ORDER BY created_at LIMIT 1";

Result<Job> load(Session& session, const std::string& id) {
  BARYON_TRY(auto row, (session.query_one<std::string, std::int64_t, std::string, std::string, std::string, std::string,
                                          std::string, std::int64_t, std::int64_t, std::string, bool>(select_job, id)));
  if (!row) return fail(ErrorCode::internal, "a claimed sync is gone");
  auto& [forge, repository_id, project, slug, ref, commit, subject, attempts, waits, announced, is_doubtful] = *row;
  return Job{.id = id,
             .forge = std::move(forge),
             .repository = {.id = repository_id, .project = std::move(project), .slug = std::move(slug)},
             .ref = std::move(ref),
             .commit = std::move(commit),
             .subject = std::move(subject),
             .waits = waits,
             .attempt = attempts,
             .announced = std::move(announced),
             .is_order_doubtful = is_doubtful};
}

Result<void> store_results(Session& session, const std::string& id, const std::vector<TemplateResult>& results) {
  BARYON_CHECK(session.execute(delete_results, id));
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

// Half of it fixed, half at random: failing syncs spread out, and none comes back at once.
std::chrono::milliseconds jittered(std::chrono::milliseconds longest) {
  const auto half = std::max<std::int64_t>(longest.count() / 2, 1);
  return std::chrono::milliseconds(half + static_cast<std::int64_t>(random_below(static_cast<std::uint64_t>(half))));
}

}  // namespace

Queue::Queue(db::Database& database, const Clock& clock, std::string owner, QueueOptions options)
    : database_(database), clock_(clock), owner_(std::move(owner)), options_(options) {}

Result<std::optional<Job>> Queue::claim() {
  const auto find_due = [&](Session& session) {
    return session.query_one<std::string>(select_due, to_millis(clock_.now()));
  };
  BARYON_TRY(const auto due, database_.read(find_due));  // the usual "nothing" costs no transaction
  if (!due) return std::nullopt;
  return database_.writer().write([&](Session& session) -> Result<std::optional<Job>> {
    BARYON_TRY(const auto row, find_due(session));
    if (!row) return std::nullopt;
    const auto& id = std::get<0>(*row);
    const auto now = clock_.now();
    BARYON_TRY(const auto claimed,
               session.execute(claim_sync, to_millis(now), owner_, to_millis(now + options_.lease), id));
    if (claimed == 0) return std::nullopt;
    BARYON_TRY(auto job, load(session, id));
    return job;
  });
}

Result<void> Queue::finish(const Job& job, const Ending& ending) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    if (ending.state == SyncState::superseded) {
      BARYON_TRY(const auto kept, session.execute(requeue_tip, job.id, owner_));
      if (kept > 0) return {};
    }
    BARYON_TRY(const auto ended, session.execute(end_sync, to_string(ending.state), ending.reason, ending.hint,
                                                 to_millis(clock_.now()), job.id, owner_));
    if (ended == 0) return {};
    return store_results(session, job.id, ending.results);
  });
}

// After the n-th failure of its sort, n from 1.
std::chrono::milliseconds Queue::delay_after(std::int64_t failures, std::chrono::milliseconds longest,
                                             const Error& error) const {
  const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, 20);
  const auto delay = jittered(std::min(longest, options_.first_delay * (std::int64_t{1} << doublings)));
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
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return session.execute(postpone_sync, error.message, error.hint, run_at, job.waits + (waits ? 1 : 0), job.id,
                           owner_);
  }));
  return SyncState::retryable;
}

Result<void> Queue::extend_leases() {
  BARYON_CHECK(database_.writer().write(
      [&](Session& session) { return session.execute(extend, to_millis(clock_.now() + options_.lease), owner_); }));
  return {};
}

Result<std::int64_t> Queue::release_expired(Session& session, std::int64_t now, std::int64_t before) const {
  BARYON_CHECK(session.execute(bury_expired, now, before, options_.max_attempts));
  return session.execute(rescue_expired, now, before);
}

Result<std::int64_t> Queue::rescue() {
  return database_.writer().write([&](Session& session) {
    const auto now = to_millis(clock_.now());
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
      BARYON_TRY(const auto parsed, parse_sync_state(state));
      depth.by_state[parsed] = count;
    }
    BARYON_TRY(const auto oldest, session.query_one<std::int64_t>(select_oldest));
    if (oldest) depth.oldest_waiting = from_millis(std::get<0>(*oldest));
    BARYON_TRY(const auto gaps, session.query_one<std::int64_t>(count_gaps));
    if (gaps) depth.ref_gaps = std::get<0>(*gaps);
    return depth;
  });
}

Result<std::optional<Timestamp>> Queue::oldest_due() {
  BARYON_TRY(const auto row, database_.read([&](Session& session) {
    return session.query_one<std::int64_t>(select_oldest_due, to_millis(clock_.now()));
  }));
  if (!row) return std::nullopt;
  return from_millis(std::get<0>(*row));
}

}  // namespace baryon::pipeline
