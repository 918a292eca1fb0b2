#include "pipeline/announce.h"

#include <fmt/format.h>

#include <optional>

#include "base/ulid.h"
#include "pipeline/enqueue.h"

namespace baryon::pipeline {
namespace {

constexpr std::string_view insert_sync =
    "INSERT INTO syncs (id, forge, repository_id, project, slug, ref, commit_id, subject, delivery_id, state, reason, "
    "hint, attempts, created_at) VALUES (:id, :forge, :repository_id, :project, :slug, :ref, :commit_id, :subject, "
    ":delivery_id, '', '', '', 0, :created_at) ON CONFLICT DO NOTHING";
constexpr std::string_view select_sync =
    "SELECT id FROM syncs WHERE repository_id = :repository_id AND ref = :ref AND commit_id = :commit_id AND forge = "
    ":forge";
constexpr std::string_view select_in_queue = "SELECT 1 FROM queue WHERE sync_id = :id";
constexpr std::string_view set_delivery = "UPDATE syncs SET delivery_id = :delivery_id WHERE id = :id";
// differs_since: a tip that was synced last leaves nothing to catch up on, nor does a ref that is gone.
constexpr std::string_view upsert_delivered_ref =
    "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful, "
    "differs_since, delivered_commit, delivered_at) VALUES (:forge, :repository_id, :ref, :announced_commit, "
    ":announced_from, :announced_at, 0, :differs_since, :delivered_commit, :delivered_at) "
    "ON CONFLICT (repository_id, ref, forge) DO UPDATE SET "
    "is_doubtful = CASE WHEN refs.announced_commit = excluded.announced_from THEN refs.is_doubtful ELSE 1 END, "
    "announced_commit = excluded.announced_commit, announced_from = excluded.announced_from, "
    "announced_at = excluded.announced_at, delivered_commit = excluded.delivered_commit, "
    "delivered_at = excluded.delivered_at, differs_since = CASE WHEN excluded.announced_commit IN ('', "
    "refs.synced_commit) THEN NULL ELSE COALESCE(refs.differs_since, excluded.differs_since) END "
    "RETURNING is_doubtful";
// Told by the forge itself before a webhook did.
constexpr std::string_view update_delivered =
    "UPDATE refs SET delivered_commit = :commit, delivered_at = :now WHERE repository_id = :repository_id AND ref = "
    ":ref AND forge = :forge AND (delivered_commit <> :same_commit OR delivered_at IS NULL)";
constexpr std::string_view upsert_asked_ref =
    "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful, "
    "differs_since, seen_commit, seen_at, seen_move) VALUES (:forge, :repository_id, :ref, :announced_commit, "
    ":announced_from, :announced_at, 0, :differs_since, :seen_commit, :seen_at, :seen_move) "
    "ON CONFLICT (repository_id, ref, forge) DO UPDATE SET is_doubtful = 0, "
    "announced_from = CASE WHEN refs.announced_commit = excluded.announced_commit THEN refs.announced_from ELSE "
    "refs.announced_commit END, "
    "announced_at = CASE WHEN refs.announced_commit = excluded.announced_commit THEN refs.announced_at ELSE "
    "excluded.announced_at END, "
    "announced_commit = excluded.announced_commit, seen_commit = excluded.seen_commit, seen_at = excluded.seen_at, "
    "seen_move = CASE WHEN excluded.seen_move = '' AND refs.seen_commit = excluded.seen_commit THEN refs.seen_move "
    "ELSE excluded.seen_move END, "
    "differs_since = CASE WHEN excluded.announced_commit IN ('', refs.synced_commit) "
    "THEN NULL ELSE COALESCE(refs.differs_since, excluded.differs_since) END";
constexpr std::string_view upsert_late_ref =
    "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful, "
    "differs_since, delivered_commit, delivered_at) VALUES (:forge, :repository_id, :ref, :announced_commit, "
    ":announced_from, :announced_at, 1, :differs_since, :delivered_commit, :delivered_at) "
    "ON CONFLICT (repository_id, ref, forge) DO UPDATE SET is_doubtful = 1";
constexpr std::string_view select_tip =
    "SELECT announced_commit, announced_from FROM refs WHERE repository_id = :repository_id AND ref = :ref AND forge = "
    ":forge";
constexpr std::string_view select_tips =
    "SELECT ref, announced_commit FROM refs WHERE repository_id = :repository_id AND forge = :forge";
constexpr std::string_view doubt_ref =
    "UPDATE refs SET is_doubtful = 1 WHERE repository_id = :repository_id AND ref = :ref AND forge = :forge";
using db::Session;

// The id of the new sync, or nothing where one for this repository, ref and commit exists.
Result<std::string> insert(Session& session, const Announcement& a, Timestamp now) {
  auto id = new_ulid(now);
  BARYON_TRY(const auto inserted,
             session.execute(insert_sync, id, a.forge, a.repository.id, a.repository.project, a.repository.slug, a.ref,
                             a.commit, a.subject, a.delivery, to_millis(now)));
  if (inserted == 0) return std::string();
  BARYON_CHECK(enqueue_new(session, id, now));
  return id;
}

Result<std::string> known_sync(Session& session, const Announcement& a) {
  BARYON_TRY(const auto row, session.query_one<std::string>(select_sync, a.repository.id, a.ref, a.commit, a.forge));
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

std::optional<std::int64_t> differs_since(const Announcement& a, Timestamp now) {
  return a.commit.empty() ? std::nullopt : std::optional(to_millis(now));
}

Result<void> record_late(Session& session, const Announcement& a, Timestamp now) {
  const auto millis = to_millis(now);
  BARYON_CHECK(session.execute(upsert_late_ref, a.forge, a.repository.id, a.ref, a.commit, a.from, millis,
                               differs_since(a, now), a.commit, millis));
  return {};
}

Result<void> record_asked(Session& session, const Announcement& a, Timestamp now) {
  const auto millis = to_millis(now);
  BARYON_CHECK(session.execute(upsert_asked_ref, a.forge, a.repository.id, a.ref, a.commit, a.from, millis,
                               differs_since(a, now), a.commit, millis, to_string(a.move)));
  return {};
}

Result<void> note_delivered(Session& session, const Announcement& a, Timestamp now) {
  BARYON_CHECK(session.execute(update_delivered, a.commit, to_millis(now), a.repository.id, a.ref, a.forge, a.commit));
  return {};
}

// Records a tip that a delivery told. Where the order is certain, what waits for the ref is older: the number of syncs
// that ended so. Where it is in doubt they stay, until somebody asks the forge.
Result<std::int64_t> record_delivered(Session& session, const Announcement& a, std::string_view sync, Timestamp now) {
  const auto millis = to_millis(now);
  BARYON_TRY(const auto row, session.query_one<bool>(upsert_delivered_ref, a.forge, a.repository.id, a.ref, a.commit,
                                                     a.from, millis, differs_since(a, now), a.commit, millis));
  if (!row || std::get<0>(*row)) return 0;
  return supersede_waiting(session, {.forge = a.forge, .repository_id = a.repository.id, .ref = a.ref}, sync,
                           overtaken_by(a.ref, a.commit), now);
}

}  // namespace

std::string overtaken_by(std::string_view ref, std::string_view commit) {
  if (commit.empty()) return fmt::format("{} was deleted before this commit's turn came", ref);
  return fmt::format("{} is at {} now", ref, commit.substr(0, 7));
}

Result<AnnounceOutcome> announce_delivered(Session& session, const Announcement& announcement, Timestamp now) {
  if (announcement.commit.empty()) {
    BARYON_TRY(const auto superseded, record_delivered(session, announcement, {}, now));
    return AnnounceOutcome{.what = Announced::known, .sync = {}, .superseded = superseded};
  }
  BARYON_TRY(auto id, insert(session, announcement, now));
  if (!id.empty()) {
    BARYON_TRY(const auto superseded, record_delivered(session, announcement, id, now));
    return AnnounceOutcome{.what = Announced::queued, .sync = std::move(id), .superseded = superseded};
  }
  // Known: either the same event again, or the ref really went back to this commit. The event cannot tell which when
  // something else was announced in between; the forge can.
  BARYON_TRY(const auto current, tip(session, announcement));
  BARYON_TRY(id, known_sync(session, announcement));
  if (current.commit != announcement.commit) return AnnounceOutcome{.what = Announced::stale, .sync = std::move(id)};
  BARYON_CHECK(note_delivered(session, announcement, now));
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
    if (current.commit != announcement.commit) BARYON_CHECK(doubt(session, announcement));
    return AnnounceOutcome{.what = Announced::known, .sync = {}};
  }
  BARYON_CHECK(record_asked(session, announcement, now));
  if (announcement.commit.empty()) return AnnounceOutcome{.what = Announced::known, .sync = {}};
  BARYON_TRY(auto id, insert(session, announcement, now));
  if (!id.empty()) return AnnounceOutcome{.what = Announced::queued, .sync = std::move(id)};
  BARYON_TRY(id, known_sync(session, announcement));
  if (current.commit == announcement.commit) return AnnounceOutcome{.what = Announced::known, .sync = std::move(id)};
  BARYON_TRY(const auto waiting, session.query_one<std::int64_t>(select_in_queue, id));
  if (waiting) {
    BARYON_CHECK(begin_anew_if_left(session, id, now));
    return AnnounceOutcome{.what = Announced::known, .sync = std::move(id)};
  }
  BARYON_CHECK(enqueue_again(session, id, "", now));
  BARYON_CHECK(session.execute(set_delivery, announcement.delivery, id));
  return AnnounceOutcome{.what = Announced::queued_again, .sync = std::move(id)};
}

Result<std::string> announce_late(Session& session, const Announcement& announcement, Timestamp now) {
  BARYON_TRY(auto id, insert(session, announcement, now));
  if (id.empty()) return known_sync(session, announcement);
  BARYON_CHECK(record_late(session, announcement, now));
  return id;
}

}  // namespace baryon::pipeline
