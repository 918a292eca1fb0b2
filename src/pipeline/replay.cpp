#include "pipeline/replay.h"

#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "base/glob.h"
#include "base/log.h"
#include "pipeline/admission.h"
#include "pipeline/announce.h"
#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_deliveries =
    "SELECT id FROM deliveries WHERE received_at >= :since AND forge = :forge AND (:any_project = 1 OR lower(project) "
    "= :project) AND (:any_slug = 1 OR lower(slug) = :slug) ORDER BY id DESC";
constexpr std::string_view select_delivery = "SELECT received_at, event, body FROM deliveries WHERE id = :id";
constexpr std::string_view select_decision =
    "SELECT decision, reason FROM ref_changes WHERE delivery_id = :delivery AND position = :position";
constexpr std::string_view select_sync =
    "SELECT id, state FROM sync_records WHERE repository_id = :repository_id AND ref = :ref AND commit_id = "
    ":commit_id AND forge = :forge";
constexpr std::string_view note_decision =
    "UPDATE ref_changes SET decision = 'queued', reason = :reason, sync_id = :sync WHERE delivery_id = :delivery AND "
    "position = :position";

constexpr std::string_view queued_by_replay = "queued by a replay";

struct Stored {
  std::string id;
  Timestamp received_at;
  forge::Event event;
};

/// One run: what it has seen of each ref.
class Replay {
 public:
  Replay(db::Database& database, const ReplayOptions& options, Timestamp now)
      : database_(database), options_(options), now_(now) {}

  Result<std::optional<Stored>> load(const std::string& id);
  Result<ReplayedChange> judge(const Stored& stored, std::size_t position);

 private:
  Result<void> decide(const Stored& stored, const forge::RefChange& change, ReplayedChange& replayed);
  Result<void> queue(const Stored& stored, const forge::RefChange& change, std::size_t position,
                     ReplayedChange& replayed);

  db::Database& database_;
  const ReplayOptions& options_;
  Timestamp now_;
  std::set<std::pair<std::int64_t, std::string>> refs_;  // of which a newer delivery told
};

Result<std::optional<Stored>> Replay::load(const std::string& id) {
  BARYON_TRY(auto row, database_.read([&](Session& session) {
    return session.query_one<std::int64_t, std::string, std::string>(select_delivery, id);
  }));
  if (!row) return std::nullopt;  // pruned meanwhile
  const auto& [received_at, key, body] = *row;
  auto event = options_.parse(key, body);
  if (!event) {
    log::warning("a stored delivery cannot be read", {{"delivery", id}, {"reason", event.error().message}});
    return std::nullopt;
  }
  // It may be called otherwise by now.
  BARYON_TRY(auto repository, database_.read([&](Session& session) {
    return find_repository(session, options_.forge, event->repository.id);
  }));
  if (repository) event->repository = *std::move(repository);
  return Stored{.id = id, .received_at = from_millis(received_at), .event = *std::move(event)};
}

Result<void> Replay::decide(const Stored& stored, const forge::RefChange& change, ReplayedChange& replayed) {
  const auto& repository = stored.event.repository;
  return database_.read([&](Session& session) -> Result<void> {
    std::optional<std::string> default_branch;
    if (options_.rules.branches.empty()) {
      BARYON_TRY(default_branch, known_default_branch(session, options_.forge, repository.id, now_,
                                                      now_ - from_millis(1)));  // however old
    }
    BARYON_TRY(auto admittance, admit(session, options_.rules, options_.forge, repository, change, default_branch));
    replayed.decision = "ignored";
    replayed.reason = std::move(admittance.reason);
    const bool is_newest =
        !(admittance.is_admitted || admittance.tells_of_end) || refs_.emplace(repository.id, change.ref).second;
    if (!admittance.is_admitted) return {};
    BARYON_TRY(const auto known, (session.query_one<std::string, std::string>(select_sync, repository.id, change.ref,
                                                                              change.to, options_.forge)));
    if (known) {
      replayed.decision = "duplicate";
      replayed.sync = std::get<0>(*known);
      replayed.reason = "its sync is known: " + std::get<1>(*known);
    } else if (is_newest) {
      replayed.decision = "queued";
    } else {
      replayed.decision = "superseded";
      replayed.reason = "a newer delivery told of this branch";
    }
    return {};
  });
}

Result<void> Replay::queue(const Stored& stored, const forge::RefChange& change, std::size_t position,
                           ReplayedChange& replayed) {
  BARYON_TRY(replayed.sync, database_.writer().write([&](Session& session) -> Result<std::string> {
    BARYON_TRY(const auto known, find_repository(session, options_.forge, stored.event.repository.id));
    if (!known) BARYON_CHECK(remember_repository(session, options_.forge, stored.event.repository));
    BARYON_TRY(auto sync, announce_late(session,
                                        {.forge = options_.forge,
                                         .repository = stored.event.repository,
                                         .ref = change.ref,
                                         .from = change.from,
                                         .commit = change.to,
                                         .subject = change.subject,
                                         .delivery = stored.id},
                                        now_));
    BARYON_CHECK(session.execute(note_decision, queued_by_replay, sync, stored.id, position));
    return sync;
  }));
  return {};
}

Result<ReplayedChange> Replay::judge(const Stored& stored, std::size_t position) {
  const auto& change = stored.event.changes[position];
  BARYON_TRY(const auto before, database_.read([&](Session& session) {
    return session.query_one<std::string, std::string>(select_decision, stored.id, position);
  }));
  ReplayedChange replayed{.delivery = stored.id,
                          .received_at = stored.received_at,
                          .project = stored.event.repository.project,
                          .slug = stored.event.repository.slug,
                          .ref = change.ref,
                          .commit = change.to};
  if (before) std::tie(replayed.decision_before, replayed.reason_before) = *before;
  BARYON_CHECK(decide(stored, change, replayed));
  if (!options_.is_dry_run && replayed.decision == "queued") BARYON_CHECK(queue(stored, change, position, replayed));
  return replayed;
}

}  // namespace

Result<ReplaySummary> replay(db::Database& database, const ReplayOptions& options, Timestamp now,
                             const std::function<void(const ReplayedChange&)>& tell) {
  BARYON_TRY(const auto ids, database.read([&](Session& session) {
    return session.query<std::string>(select_deliveries, to_millis(options.since), options.forge,
                                      options.project.empty(), to_lower(options.project), options.slug.empty(),
                                      to_lower(options.slug));
  }));
  Replay run(database, options, now);
  ReplaySummary summary;
  for (const auto& [id] : ids) {
    BARYON_TRY(const auto stored, run.load(id));
    if (!stored) continue;
    ++summary.deliveries;
    // Of two changes of one ref in a delivery the last is the newest.
    for (auto position = stored->event.changes.size(); position-- > 0;) {
      BARYON_TRY(const auto change, run.judge(*stored, position));
      ++summary.changes;
      if (change.decision == "queued") ++summary.to_sync;
      tell(change);
    }
  }
  return summary;
}

}  // namespace baryon::pipeline
