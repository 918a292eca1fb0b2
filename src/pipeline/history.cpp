#include "pipeline/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/glob.h"
#include "bundle/finding_json.h"

namespace baryon::pipeline {
namespace {

using db::Session;

std::string delivery_query(std::string_view rest) {
  return fmt::format(
      "SELECT id, received_at, event, request_id, remote, project, slug, status, reason FROM deliveries {}", rest);
}

std::string sync_query(std::string_view rest) {
  return fmt::format(
      "SELECT id, project, slug, ref, commit_id, subject, delivery_id, state, reason, hint, attempts, created_at, "
      "run_at, started_at, finished_at FROM sync_records {}",
      rest);
}

const std::string select_deliveries = delivery_query(
    "WHERE (:any_status = 1 OR status = :status) AND (:any_project = 1 OR lower(project) = :project) AND "
    "(:any_slug = 1 OR lower(slug) = :slug) ORDER BY id DESC LIMIT :count");
const std::string select_delivery = delivery_query("WHERE id = :id");
// Hex digits end at 'f', so 'g' ends the range of a prefix.
const std::string select_deliveries_of_commit = delivery_query(
    "WHERE id IN (SELECT delivery_id FROM ref_changes WHERE decision <> 'queued' AND to_commit >= :low AND to_commit < "
    ":high UNION SELECT delivery_id FROM syncs WHERE commit_id >= :sync_low AND commit_id < :sync_high) "
    "ORDER BY id DESC LIMIT 50");
std::string filtered_sync_query(std::string_view narrowed_by) {
  return sync_query(
      fmt::format("WHERE {} (:any_state = 1 OR state = :state) AND (:any_project = 1 OR lower(project) = "
                  ":project) AND (:any_slug = 1 OR lower(slug) = :slug) ORDER BY id DESC LIMIT :count",
                  narrowed_by));
}

const std::string select_syncs = filtered_sync_query("");
// Few among many, which an index knows.
const std::string select_unfinished_syncs = filtered_sync_query("id IN (SELECT sync_id FROM queue) AND");
const std::string select_dead_syncs = filtered_sync_query("id IN (SELECT id FROM syncs WHERE state = 'dead') AND");

const std::string& query_for(std::string_view state) {
  if (state == to_string(SyncState::dead)) return select_dead_syncs;
  constexpr std::array unfinished{SyncState::queued, SyncState::running, SyncState::retryable};
  const bool is_unfinished = std::ranges::any_of(unfinished, [&](auto one) { return to_string(one) == state; });
  return is_unfinished ? select_unfinished_syncs : select_syncs;
}

const std::string select_sync = sync_query("WHERE id = :id");
const std::string select_syncs_of_commit =
    sync_query("WHERE commit_id >= :low AND commit_id < :high ORDER BY id DESC LIMIT 50");
constexpr std::string_view select_changes =
    "SELECT ref, type, from_commit, to_commit, decision, reason, sync_id FROM ref_changes WHERE delivery_id = :id "
    "ORDER BY position";
constexpr std::string_view select_results =
    "SELECT template, kind, directory, major, minor, outcome, reason, hint, findings FROM sync_results WHERE sync_id = "
    ":id "
    "ORDER BY position";

template <class... Parameters>
Result<std::vector<DeliveryRecord>> read_deliveries(Session& session, const std::string& sql,
                                                    Parameters&&... parameters) {
  BARYON_TRY(auto rows,
             (session.query<std::string, std::int64_t, std::string, std::string, std::string, std::string, std::string,
                            std::string, std::string>(sql, std::forward<Parameters>(parameters)...)));
  std::vector<DeliveryRecord> records;
  for (auto& [id, received, event, request_id, remote, project, slug, status, reason] : rows) {
    DeliveryRecord record{.id = std::move(id),
                          .received_at = from_millis(received),
                          .event = std::move(event),
                          .request_id = std::move(request_id),
                          .remote = std::move(remote),
                          .project = std::move(project),
                          .slug = std::move(slug),
                          .status = std::move(status),
                          .reason = std::move(reason),
                          .changes = {}};
    BARYON_TRY(
        auto changes,
        (session.query<std::string, std::string, std::string, std::string, std::string, std::string, std::string>(
            select_changes, record.id)));
    for (auto& [ref, type, from, to, decision, why, sync] : changes)
      record.changes.push_back({.ref = std::move(ref),
                                .type = std::move(type),
                                .from = std::move(from),
                                .to = std::move(to),
                                .decision = std::move(decision),
                                .reason = std::move(why),
                                .sync = std::move(sync)});
    records.push_back(std::move(record));
  }
  return records;
}

std::optional<Timestamp> to_time(const std::optional<std::int64_t>& millis) {
  return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}

template <class... Parameters>
Result<std::vector<SyncRecord>> read_syncs(Session& session, const std::string& sql, Parameters&&... parameters) {
  BARYON_TRY(auto rows, (session.query<std::string, std::string, std::string, std::string, std::string, std::string,
                                       std::string, std::string, std::string, std::string, std::int64_t, std::int64_t,
                                       std::int64_t, std::optional<std::int64_t>, std::optional<std::int64_t>>(
                            sql, std::forward<Parameters>(parameters)...)));
  std::vector<SyncRecord> records;
  for (auto& [id, project, slug, ref, commit, subject, delivery, state, reason, hint, attempts, created, run_at,
              started, finished] : rows) {
    SyncRecord record{.id = std::move(id),
                      .project = std::move(project),
                      .slug = std::move(slug),
                      .ref = std::move(ref),
                      .commit = std::move(commit),
                      .subject = std::move(subject),
                      .delivery = std::move(delivery),
                      .state = std::move(state),
                      .reason = std::move(reason),
                      .hint = std::move(hint),
                      .attempts = attempts,
                      .created_at = from_millis(created),
                      .run_at = from_millis(run_at),
                      .started_at = to_time(started),
                      .finished_at = to_time(finished),
                      .results = {}};
    BARYON_TRY(auto results,
               (session.query<std::string, std::string, std::string, std::int64_t, std::optional<std::int64_t>,
                              std::string, std::string, std::string, std::string>(select_results, record.id)));
    for (auto& [name, kind, directory, major, minor, outcome, why, what_to_do, findings_text] : results) {
      BARYON_TRY(auto findings, bundle::findings_from_json(findings_text));
      record.results.push_back({.name = std::move(name),
                                .kind = std::move(kind),
                                .directory = std::move(directory),
                                .major = major,
                                .minor = minor,
                                .outcome = std::move(outcome),
                                .reason = std::move(why),
                                .hint = std::move(what_to_do),
                                .findings = std::move(findings)});
    }
    records.push_back(std::move(record));
  }
  return records;
}

template <class Record>
std::optional<Record> first(std::vector<Record> records) {
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

}  // namespace

Result<std::vector<DeliveryRecord>> History::deliveries(const HistoryFilter& filter) {
  return database_.read([&](Session& session) {
    return read_deliveries(session, select_deliveries, filter.state.empty(), filter.state, filter.project.empty(),
                           to_lower(filter.project), filter.slug.empty(), to_lower(filter.slug), filter.limit);
  });
}

Result<std::vector<SyncRecord>> History::syncs(const HistoryFilter& filter) {
  return database_.read([&](Session& session) {
    return read_syncs(session, query_for(filter.state), filter.state.empty(), filter.state, filter.project.empty(),
                      to_lower(filter.project), filter.slug.empty(), to_lower(filter.slug), filter.limit);
  });
}

Result<std::optional<DeliveryRecord>> History::delivery(const std::string& id) {
  BARYON_TRY(auto records,
             database_.read([&](Session& session) { return read_deliveries(session, select_delivery, id); }));
  return first(std::move(records));
}

Result<std::optional<SyncRecord>> History::sync(const std::string& id) {
  BARYON_TRY(auto records, database_.read([&](Session& session) { return read_syncs(session, select_sync, id); }));
  return first(std::move(records));
}

Result<std::vector<DeliveryRecord>> History::deliveries_of_commit(const std::string& prefix) {
  return database_.read([&](Session& session) {
    return read_deliveries(session, select_deliveries_of_commit, prefix, prefix + "g", prefix, prefix + "g");
  });
}

Result<std::vector<SyncRecord>> History::syncs_of_commit(const std::string& prefix) {
  return database_.read(
      [&](Session& session) { return read_syncs(session, select_syncs_of_commit, prefix, prefix + "g"); });
}

}  // namespace baryon::pipeline
