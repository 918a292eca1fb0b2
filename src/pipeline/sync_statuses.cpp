#include "pipeline/sync_statuses.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "forge/named_repository.h"
#include "pipeline/registrar.h"
#include "pipeline/states.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using registry::TemplateKey;

// A superseded sync tried nothing: another one did in its place.
constexpr std::string_view select_syncs =
    "SELECT id, commit_id, state, reason, run_at, started_at, finished_at, (SELECT count(*) FROM sync_results r WHERE "
    "r.sync_id = s.id) FROM sync_records s WHERE repository_id = :id AND ref = :ref AND forge = :forge AND state <> "
    "'superseded' ORDER BY COALESCE(started_at, run_at) DESC, id DESC LIMIT 50";
constexpr std::string_view select_results =
    "SELECT directory, minor, outcome, reason, hint FROM sync_results WHERE sync_id = :sync AND template = :template "
    "AND kind IN (:kind, '') AND major = :major ORDER BY position";
constexpr std::string_view select_tip =
    "SELECT announced_commit FROM refs WHERE repository_id = :id AND ref = :ref AND forge = :forge";
// Another repository may have had the name before; a higher number is a newer one.
constexpr std::string_view select_id =
    "SELECT id FROM repositories WHERE forge = :forge AND lower(project || '/' || slug) = :path ORDER BY id DESC LIMIT "
    "1";

struct SyncRow {
  std::string id;
  std::string commit;
  SyncState state;
  std::string reason;
  Timestamp began_at;  ///< when it ran last, or is to run
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> finished_at;
  bool has_results;

  [[nodiscard]] bool is_over() const { return finished_at && state != SyncState::retryable; }
};

/// Where the syncs of a branch are found.
struct Branch {
  std::int64_t repository_id = 0;
  std::string ref;
};

Result<Branch> find_branch(Session& session, const std::string& forge, const forge::Repository& repository,
                           std::string ref) {
  if (repository.id != 0) return Branch{.repository_id = repository.id, .ref = std::move(ref)};
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_id, forge, path_key(repository)));
  return Branch{.repository_id = row ? std::get<0>(*row) : 0, .ref = std::move(ref)};
}

Result<std::vector<SyncRow>> read_syncs(Session& session, const std::string& forge, const Branch& branch) {
  if (branch.repository_id == 0) return std::vector<SyncRow>();
  using Millis = std::optional<std::int64_t>;
  BARYON_TRY(
      auto rows,
      (session.query<std::string, std::string, std::string, std::string, std::int64_t, Millis, Millis, std::int64_t>(
          select_syncs, branch.repository_id, branch.ref, forge)));
  std::vector<SyncRow> syncs;
  for (auto& [id, commit, state, reason, run_at, started, finished, results] : rows) {
    BARYON_TRY(const auto parsed, parse_sync_state(state));
    syncs.push_back({.id = std::move(id),
                     .commit = std::move(commit),
                     .state = parsed,
                     .reason = std::move(reason),
                     .began_at = from_millis(started.value_or(run_at)),
                     .started_at = started.transform(from_millis),
                     .finished_at = finished.transform(from_millis),
                     .has_results = results > 0});
  }
  return syncs;
}

AttemptState attempt_state(SyncState state) {
  switch (state) {
    case SyncState::queued:
      return AttemptState::queued;
    case SyncState::running:
    case SyncState::retryable:
      return AttemptState::in_progress;
    case SyncState::succeeded:
      return AttemptState::succeeded;
    case SyncState::partial:
    case SyncState::superseded:
    case SyncState::dead:
      return AttemptState::failed;
  }
  return AttemptState::failed;
}

SyncAttempt attempt_of(const SyncRow& sync) {
  SyncAttempt attempt{.state = attempt_state(sync.state),
                      .commit = sync.commit,
                      .commit_before = {},
                      .directory = {},
                      .started_at = sync.began_at,
                      .ended_at = sync.finished_at.value_or(sync.began_at),
                      .reason = sync.reason};
  // One that ended well without a template may have found that there was nothing to fetch.
  if (sync.started_at && (sync.has_results || sync.state != SyncState::succeeded)) attempt.fetched_at = sync.started_at;
  if (sync.has_results && sync.is_over()) attempt.scanned_at = sync.finished_at;
  return attempt;
}

/// What a sync that is over did for one major version of a template.
Result<SyncAttempt> attempt_for(Session& session, const SyncRow& sync, const TemplateKey& key, std::int64_t major) {
  auto attempt = attempt_of(sync);
  if (!sync.is_over()) return attempt;
  BARYON_TRY(auto row,
             (session.query_one<std::string, std::optional<std::int64_t>, std::string, std::string, std::string>(
                 select_results, sync.id, key.name, bundle::to_string(key.kind), major)));
  if (!row) {
    attempt.state = AttemptState::failed;
    if (sync.has_results)
      attempt.reason =
          fmt::format("commit {} holds no version {} of template '{}'", sync.commit.substr(0, 7), major, key.name);
    return attempt;
  }
  auto& [directory, minor, outcome, reason, hint] = *row;
  const bool is_registered = outcome != TemplateResult::refused && outcome != TemplateResult::skipped;
  attempt.state = is_registered ? AttemptState::succeeded : AttemptState::failed;
  attempt.directory = std::move(directory);
  attempt.reason = minor ? fmt::format("{}.{}: {}", major, *minor, reason) : fmt::format("{}: {}", outcome, reason);
  if (!hint.empty()) attempt.reason += fmt::format(" ({})", hint);
  return attempt;
}

/// What a sync config waits for where no sync could begin yet, or a newer look failed.
std::optional<SyncAttempt> look_of(const SyncConfig& config, const std::vector<SyncRow>& syncs) {
  if (config.failed_at && (syncs.empty() || *config.failed_at >= syncs.front().began_at))
    return SyncAttempt{.state = AttemptState::failed,
                       .commit = {},
                       .commit_before = {},
                       .directory = {},
                       .started_at = *config.failed_at,
                       .ended_at = *config.failed_at,
                       .reason = config.failure};
  if (!config.due_at || config.failed_at) return std::nullopt;
  return SyncAttempt{.state = AttemptState::initiated,
                     .commit = {},
                     .commit_before = {},
                     .directory = {},
                     .started_at = config.modified_at,
                     .ended_at = config.modified_at,
                     .reason = "the branch is going to be looked at"};
}

/// Fills in the newest attempt and the newest that succeeded, each with the success before it.
Result<void> fill(Session& session, const std::vector<SyncRow>& syncs, std::int64_t major,
                  SyncStatuses::OfTemplate& status) {
  const auto& key = status.config.template_key;
  for (const auto& sync : syncs) {
    BARYON_TRY(auto attempt, attempt_for(session, sync, key, major));
    if (attempt.state == AttemptState::succeeded && status.latest_successful) {
      status.latest_successful->commit_before = attempt.commit;
      break;
    }
    if (!status.latest) status.latest = attempt;
    if (attempt.state == AttemptState::succeeded) status.latest_successful = std::move(attempt);
  }
  if (auto look = look_of(status.config, syncs)) status.latest = std::move(look);
  if (!status.latest || !status.latest_successful) return {};
  const bool is_same = status.latest->commit == status.latest_successful->commit;
  status.latest->commit_before = is_same ? status.latest_successful->commit_before : status.latest_successful->commit;
  return {};
}

}  // namespace

Result<std::optional<SyncAttempt>> SyncStatuses::of_branch(const forge::Repository& repository,
                                                           const std::string& branch) {
  return database_.read([&](Session& session) -> Result<std::optional<SyncAttempt>> {
    BARYON_TRY(const auto found, find_branch(session, forge_, repository, "refs/heads/" + branch));
    BARYON_TRY(const auto syncs, read_syncs(session, forge_, found));
    BARYON_TRY(const auto configs, sync_configs_for(session, forge_, repository, found.ref));
    for (const auto& config : configs)
      if (auto look = look_of(config, syncs)) return look;
    if (syncs.empty()) return std::nullopt;
    return attempt_of(syncs.front());
  });
}

Result<std::optional<SyncStatuses::OfTemplate>> SyncStatuses::of_template(const TemplateKey& key, std::int64_t major) {
  return database_.read([&](Session& session) -> Result<std::optional<OfTemplate>> {
    BARYON_TRY(auto config, find_sync_config(session, key));
    if (!config || config->mode == SyncMode::stopped) return std::nullopt;
    OfTemplate status{.config = *std::move(config)};
    BARYON_TRY(const auto branch, find_branch(session, forge_, status.config.repository, status.config.ref()));
    BARYON_TRY(auto tip, session.query_one<std::string>(select_tip, branch.repository_id, branch.ref, forge_));
    if (tip) status.desired_commit = std::get<0>(*std::move(tip));
    BARYON_TRY(const auto syncs, read_syncs(session, forge_, branch));
    BARYON_CHECK(fill(session, syncs, major, status));
    return status;
  });
}

}  // namespace baryon::pipeline
