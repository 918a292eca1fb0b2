#include "pipeline/announce.h"

#include "base/ulid.h"

namespace baryon::pipeline {
namespace {

constexpr std::string_view insert_sync =
    "INSERT INTO syncs (id, forge, repository_id, project, slug, ref, commit_id, subject, delivery_id, state, reason, "
    "hint, attempts, waits, created_at, run_at, lease_owner, lease_until) VALUES (:id, :forge, :repository_id, "
    ":project, "
    ":slug, :ref, :commit_id, :subject, :delivery_id, 'queued', '', '', 0, 0, :created_at, :run_at, '', 0) "
    "ON CONFLICT DO NOTHING";
constexpr std::string_view select_sync =
    "SELECT id, state FROM syncs WHERE repository_id = :repository_id AND ref = :ref AND commit_id = :commit_id AND "
    "forge = :forge";
constexpr std::string_view requeue_sync =
    "UPDATE syncs SET state = 'queued', reason = '', hint = '', attempts = 0, waits = 0, run_at = :run_at, started_at "
    "= NULL, "
    "finished_at = NULL, delivery_id = :delivery_id WHERE id = :id AND state NOT IN ('queued', 'running', "
    "'retryable')";
constexpr std::string_view upsert_delivered_ref =
    "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful) "
    "VALUES (:forge, :repository_id, :ref, :announced_commit, :announced_from, :announced_at, 0) "
    "ON CONFLICT (repository_id, ref, forge) DO UPDATE SET "
    "is_doubtful = CASE WHEN refs.announced_commit = excluded.announced_from THEN refs.is_doubtful ELSE 1 END, "
    "announced_commit = excluded.announced_commit, announced_from = excluded.announced_from, "
    "announced_at = excluded.announced_at";
constexpr std::string_view upsert_asked_ref =
    "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful) "
    "VALUES (:forge, :repository_id, :ref, :announced_commit, :announced_from, :announced_at, 0) "
    "ON CONFLICT (repository_id, ref, forge) DO UPDATE SET is_doubtful = 0, "
    "announced_commit = excluded.announced_commit, announced_at = excluded.announced_at";
constexpr std::string_view select_tip =
    "SELECT announced_commit, announced_from FROM refs WHERE repository_id = :repository_id AND ref = :ref AND forge = "
    ":forge";
constexpr std::string_view select_tips =
    "SELECT ref, announced_commit FROM refs WHERE repository_id = :repository_id AND forge = :forge";
constexpr std::string_view doubt_ref =
    "UPDATE refs SET is_doubtful = 1 WHERE repository_id = :repository_id AND ref = :ref AND forge = :forge";
constexpr std::string_view upsert_reconcile =
    "INSERT INTO reconciles (forge, repository_id, reason, requested_at, run_at, attempts) VALUES (:forge, "
    ":repository_id, :reason, :requested_at, :run_at, 0) ON CONFLICT (repository_id, forge) DO UPDATE SET "
    "reason = excluded.reason, requested_at = excluded.requested_at, run_at = excluded.run_at, attempts = 0";

using db::Session;

// The id of the new sync, or nothing where one for this repository, ref and commit exists.
Result<std::string> insert(Session& session, const Announcement& a, Timestamp now) {
  auto id = new_ulid(now);
  const auto millis = to_millis(now);
  BARYON_TRY(const auto inserted,
             session.execute(insert_sync, id, a.forge, a.repository.id, a.repository.project, a.repository.slug, a.ref,
                             a.commit, a.subject, a.delivery, millis, millis));
  if (inserted == 0) id.clear();
  return id;
}

Result<std::string> known_sync(Session& session, const Announcement& a) {
  BARYON_TRY(const auto row,
             (session.query_one<std::string, std::string>(select_sync, a.repository.id, a.ref, a.commit, a.forge)));
  return row ? std::get<0>(*row) : std::string();
}

// What was announced last.
struct Tip {
  std::string commit;
  std::string from;
};

Result<Tip> tip(Session& session, const Announcement& a) {
  BARYON_TRY(const auto row,
             (session.query_one<std::string, std::string>(select_tip, a.repository.id, a.ref, a.forge)));
  if (!row) return Tip{};
  return Tip{.commit = std::get<0>(*row), .from = std::get<1>(*row)};
}

Result<void> doubt(Session& session, const Announcement& a) {
  BARYON_CHECK(session.execute(doubt_ref, a.repository.id, a.ref, a.forge));
  return {};
}

Result<void> record(Session& session, std::string_view statement, const Announcement& a, Timestamp now) {
  BARYON_CHECK(session.execute(statement, a.forge, a.repository.id, a.ref, a.commit, a.from, to_millis(now)));
  return {};
}

}  // namespace

Result<AnnounceOutcome> announce_delivered(Session& session, const Announcement& announcement, Timestamp now) {
  if (announcement.commit.empty()) {
    BARYON_CHECK(record(session, upsert_delivered_ref, announcement, now));
    return AnnounceOutcome{.what = Announced::known, .sync = {}};
  }
  BARYON_TRY(auto id, insert(session, announcement, now));
  if (!id.empty()) {
    BARYON_CHECK(record(session, upsert_delivered_ref, announcement, now));
    return AnnounceOutcome{.what = Announced::queued, .sync = std::move(id)};
  }
  // Known: either the same event again, or the ref really went back to this commit. The event cannot tell which when
  // something else was announced in between; the forge can.
  BARYON_TRY(const auto current, tip(session, announcement));
  BARYON_TRY(id, known_sync(session, announcement));
  if (current.commit != announcement.commit) return AnnounceOutcome{.what = Announced::stale, .sync = std::move(id)};
  // The ref left this commit and came back to it: word of what was in between may still be on its way, and would then
  // look like the newest.
  if (current.from != announcement.from) BARYON_CHECK(doubt(session, announcement));
  return AnnounceOutcome{.what = Announced::known, .sync = std::move(id)};
}

Result<std::map<std::string, std::string>> announced_tips(Session& session, std::string_view forge,
                                                          std::int64_t repository_id) {
  BARYON_TRY(auto rows, (session.query<std::string, std::string>(select_tips, repository_id, forge)));
  std::map<std::string, std::string> tips;
  for (auto& [ref, commit] : rows) tips.emplace(std::move(ref), std::move(commit));
  return tips;
}

Result<AnnounceOutcome> announce_asked(Session& session, const Announcement& announcement,
                                       const std::string& tip_before, Timestamp now) {
  BARYON_TRY(const auto current, tip(session, announcement));
  if (current.commit != tip_before) {
    BARYON_CHECK(doubt(session, announcement));
    return AnnounceOutcome{.what = Announced::known, .sync = {}};
  }
  BARYON_CHECK(record(session, upsert_asked_ref, announcement, now));
  if (announcement.commit.empty()) return AnnounceOutcome{.what = Announced::known, .sync = {}};
  BARYON_TRY(auto id, insert(session, announcement, now));
  if (!id.empty()) return AnnounceOutcome{.what = Announced::queued, .sync = std::move(id)};
  BARYON_TRY(id, known_sync(session, announcement));
  if (current.commit == announcement.commit) return AnnounceOutcome{.what = Announced::known, .sync = std::move(id)};
  BARYON_TRY(const auto requeued, session.execute(requeue_sync, to_millis(now), announcement.delivery, id));
  return AnnounceOutcome{.what = requeued > 0 ? Announced::queued_again : Announced::known, .sync = std::move(id)};
}

Result<void> request_reconcile(Session& session, std::string_view forge, std::int64_t repository_id,
                               std::string_view reason, Timestamp now) {
  BARYON_CHECK(session.execute(upsert_reconcile, forge, repository_id, reason, to_millis(now), to_millis(now)));
  return {};
}

}  // namespace baryon::pipeline
