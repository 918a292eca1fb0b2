#include "pipeline/arrival_looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "forge/named_repository.h"
#include "pipeline/announce.h"
#include "pipeline/archive_names.h"
#include "pipeline/change_decision.h"
#include "pipeline/enqueue.h"
#include "pipeline/repositories.h"
#include "pipeline/states.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using forge::archive_forge;
using Arrival = ArrivalLooks::Arrival;

constexpr std::string_view select_due =
    "SELECT delivery_id, position, object_key, state, put_at, attempts FROM arrivals WHERE run_at <= :now ORDER BY "
    "run_at, delivery_id, position LIMIT 1";
constexpr std::string_view delete_arrival =
    "DELETE FROM arrivals WHERE delivery_id = :delivery_id AND position = :position";
constexpr std::string_view postpone =
    "UPDATE arrivals SET run_at = :run_at, attempts = attempts + 1 WHERE delivery_id = :delivery_id AND position = "
    ":position";
constexpr std::string_view say_why_waiting =
    "UPDATE ref_changes SET reason = :reason WHERE delivery_id = :delivery_id AND position = :position";
constexpr std::string_view decide_change =
    "UPDATE ref_changes SET decision = :decision, reason = :reason, to_commit = :to_commit, sync_id = :sync_id WHERE "
    "delivery_id = :delivery_id AND position = :position";
constexpr std::string_view select_decisions =
    "SELECT decision, reason FROM ref_changes WHERE delivery_id = :delivery_id ORDER BY position";
constexpr std::string_view decide_delivery = "UPDATE deliveries SET status = :status, reason = :reason WHERE id = :id";
constexpr std::string_view update_names =
    "UPDATE deliveries SET repository_id = :repository_id, project = :project, slug = :slug WHERE id = :id AND project "
    "= ''";
constexpr std::string_view select_pushed =
    "SELECT forge, project, slug, ref FROM syncs WHERE commit_id = :commit_id AND forge <> :forge AND state <> 'dead'";
constexpr std::string_view select_state =
    "SELECT state FROM stored_archives WHERE repository_id = :repository_id AND ref = :ref AND commit_id = :commit_id";
constexpr std::string_view select_newer =
    "SELECT commit_id FROM stored_archives WHERE repository_id = :repository_id AND ref = :ref AND commit_id <> "
    ":commit_id AND put_at > :put_at LIMIT 1";
constexpr std::string_view upsert_archive =
    "INSERT INTO stored_archives (repository_id, ref, commit_id, object_key, state, put_at) VALUES (:repository_id, "
    ":ref, :commit_id, :object_key, :state, :put_at) ON CONFLICT (repository_id, ref, commit_id) DO UPDATE SET "
    "object_key = excluded.object_key, state = excluded.state, put_at = excluded.put_at";

constexpr std::chrono::seconds first_pause(1);
constexpr std::chrono::seconds longest_pause = std::chrono::hours(1);

ChangeDecision ignored(std::string reason) {
  return {.what = ChangeDecision::What::ignored, .reason = std::move(reason)};
}
ChangeDecision duplicate(std::string reason) {
  return {.what = ChangeDecision::What::duplicate, .reason = std::move(reason)};
}

std::chrono::seconds pause_after(std::int64_t attempts) {
  return std::min(longest_pause, first_pause * (std::int64_t{1} << std::min<std::int64_t>(attempts, 12)));
}

// Whether looking again later cannot help.
bool is_final(const Error& error) {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::invalid || error.code == ErrorCode::corrupt;
}

Result<std::optional<Arrival>> next_due(Session& session, Timestamp now) {
  BARYON_TRY(auto row,
             (session.query_one<std::string, std::int64_t, std::string, std::string, std::string, std::int64_t>(
                 select_due, to_millis(now))));
  if (!row) return std::nullopt;
  auto& [delivery, position, key, state, put_at, attempts] = *row;
  return Arrival{.delivery = std::move(delivery),
                 .position = position,
                 .key = std::move(key),
                 .state = std::move(state),
                 .put_at = std::move(put_at),
                 .attempts = attempts};
}

// A push of the same commit that a forge told of.
Result<std::optional<std::string>> pushed_to(Session& session, const ArchiveNames& names) {
  BARYON_TRY(const auto rows, (session.query<std::string, std::string, std::string, std::string>(
                                  select_pushed, names.commit, archive_forge)));
  for (const auto& [forge, project, slug, ref] : rows) {
    const bool is_same_branch = ref == names.ref || !names.ref.starts_with("refs/heads/");
    if (is_same_branch && path_key(forge::Repository{.project = project, .slug = slug}) == path_key(names.repository))
      return forge;
  }
  return std::nullopt;
}

// Why the archive brings nothing new; nothing where it does.
Result<std::optional<ChangeDecision>> known_before(Session& session, const Arrival& arrival,
                                                   const ArchiveNames& names) {
  BARYON_TRY(const auto forge, pushed_to(session, names));
  if (forge) return duplicate(fmt::format("this commit came from {} already", *forge));
  BARYON_TRY(const auto state,
             session.query_one<std::string>(select_state, names.repository.id, names.ref, names.commit));
  if (state && std::get<0>(*state) == arrival.state) return duplicate("this object came in before");
  if (arrival.put_at.empty()) return std::nullopt;
  BARYON_TRY(const auto newer, session.query_one<std::string>(select_newer, names.repository.id, names.ref,
                                                              names.commit, arrival.put_at));
  if (newer)
    return ignored("a newer archive of this branch came in before: that of " + std::get<0>(*newer).substr(0, 7));
  return std::nullopt;
}

// What was put last is the branch's tip: nobody else can be asked.
Result<ChangeDecision> queue(Session& session, const Arrival& arrival, const ArchiveNames& names, Timestamp now) {
  const auto& repository = names.repository;
  BARYON_CHECK(remember_repository(session, archive_forge, repository));
  BARYON_CHECK(session.execute(upsert_archive, repository.id, names.ref, names.commit, arrival.key, arrival.state,
                               arrival.put_at));
  BARYON_TRY(auto tips, announced_tips(session, archive_forge, repository.id));
  const auto tip = tips[names.ref];
  BARYON_TRY(auto announced, announce_asked(session,
                                            {.forge = std::string(archive_forge),
                                             .repository = repository,
                                             .ref = names.ref,
                                             .from = {},
                                             .commit = names.commit,
                                             .delivery = arrival.delivery},
                                            tip, now));
  if (announced.what == Announced::known) {
    BARYON_TRY(const bool is_queued, enqueue_again(session, announced.sync, "", now));
    if (!is_queued) return fail_for_now(ErrorCode::unavailable, "the archive that was under this key before is synced");
  }
  return ChangeDecision{.what = ChangeDecision::What::queued, .reason = {}, .sync = std::move(announced.sync)};
}

Result<ChangeDecision> decide(Session& session, const Arrival& arrival, const ArchiveNames& names, const Rules& rules,
                              Timestamp now) {
  auto judgement = judge_archive(rules, names.repository, names.ref);
  if (judgement.verdict != Verdict::sync) return ignored(std::move(judgement.reason));
  BARYON_TRY(auto known, known_before(session, arrival, names));
  if (known) return *std::move(known);
  return queue(session, arrival, names, now);
}

Result<void> name_delivery(Session& session, const std::string& delivery, const forge::Repository& repository) {
  BARYON_CHECK(session.execute(update_names, repository.id, repository.project, repository.slug, delivery));
  return {};
}

std::string why_not(const Error& error) {
  return error.code == ErrorCode::not_found ? "the object is gone" : error.message;
}

// A delivery is what its records came to, once all are decided.
Result<void> conclude_delivery(Session& session, const std::string& delivery) {
  BARYON_TRY(const auto rows, (session.query<std::string, std::string>(select_decisions, delivery)));
  const auto count = [&](std::string_view decision) {
    return std::ranges::count_if(rows, [&](const auto& row) { return std::get<0>(row) == decision; });
  };
  if (count("waiting") > 0 || rows.empty()) return {};
  auto status = DeliveryStatus::ignored;
  auto reason = std::get<1>(rows.front());
  if (const auto queued = count("queued"); queued > 0) {
    status = DeliveryStatus::accepted;
    reason = fmt::format("{} of {} objects will be synced", queued, rows.size());
  } else if (count("duplicate") > 0) {
    status = DeliveryStatus::duplicate;
  }
  BARYON_CHECK(session.execute(decide_delivery, to_string(status), reason, delivery));
  return {};
}

Result<void> conclude(Session& session, const Arrival& arrival, const std::string& commit,
                      const ChangeDecision& decision) {
  BARYON_CHECK(session.execute(decide_change, to_string(decision.what), decision.reason, commit, decision.sync,
                               arrival.delivery, arrival.position));
  return conclude_delivery(session, arrival.delivery);
}

// Whether nobody else has decided about it meanwhile.
Result<bool> take(Session& session, const Arrival& arrival) {
  BARYON_TRY(const auto taken, session.execute(delete_arrival, arrival.delivery, arrival.position));
  return taken > 0;
}

Result<void> look_again(Session& session, const Arrival& arrival, const Error& error, Timestamp now) {
  BARYON_CHECK(
      session.execute(postpone, to_millis(now + pause_after(arrival.attempts)), arrival.delivery, arrival.position));
  BARYON_CHECK(session.execute(say_why_waiting, "it cannot be looked at yet: " + error.message, arrival.delivery,
                               arrival.position));
  return {};
}

}  // namespace

ArrivalLooks::ArrivalLooks(db::Database& database, store::Store& store, const Clock& clock, ArrivalLookOptions options)
    : database_(database), store_(store), clock_(clock), options_(std::move(options)) {}

Result<ArrivalLooks::Looked> ArrivalLooks::run_due() {
  BARYON_TRY(const auto due, database_.read([&](Session& session) { return next_due(session, clock_.now()); }));
  if (!due) return Looked::nothing_due;
  const auto info = store_.head(due->key);
  const auto names = info ? archive_names(options_.keys, due->key, due->state, info->metadata)
                          : Result<ArchiveNames>(std::unexpected(info.error()));
  if (!names && !is_final(names.error())) return postpone_look(*due, names.error());
  const auto decision = database_.writer().write([&](Session& session) -> Result<std::optional<ChangeDecision>> {
    BARYON_TRY(const bool is_ours, take(session, *due));
    if (!is_ours) return std::nullopt;
    BARYON_TRY(auto decided, names ? decide(session, *due, *names, options_.rules, clock_.now())
                                   : Result<ChangeDecision>(ignored(why_not(names.error()))));
    if (names) BARYON_CHECK(name_delivery(session, due->delivery, names->repository));
    BARYON_CHECK(conclude(session, *due, names ? names->commit : "", decided));
    return decided;
  });
  if (!decision) return postpone_look(*due, decision.error());
  if (!*decision) return Looked::no_sync;
  const auto& [what, reason, sync] = **decision;
  log::info("object",
            {{"delivery", due->delivery}, {"key", due->key}, {"decision", to_string(what)}, {"reason", reason}});
  return what == ChangeDecision::What::queued ? Looked::queued : Looked::no_sync;
}

Result<ArrivalLooks::Looked> ArrivalLooks::postpone_look(const Arrival& arrival, const Error& error) {
  log::warning(
      "object cannot be looked at",
      {{"key", arrival.key}, {"reason", error.message}, {"hint", error.hint}, {"attempt", arrival.attempts + 1}});
  BARYON_CHECK(
      database_.writer().write([&](Session& session) { return look_again(session, arrival, error, clock_.now()); }));
  return Looked::no_sync;
}

}  // namespace baryon::pipeline
