#include "pipeline/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/glob.h"
#include "pipeline/states.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_entries =
    "SELECT r.forge, r.repository_id, COALESCE(p.project, ''), COALESCE(p.slug, ''), r.ref, r.announced_commit, "
    "r.delivered_commit, r.delivered_at, r.seen_commit, r.seen_at, r.seen_move, r.synced_commit, r.synced_at, "
    "r.differs_since, COALESCE(p.default_branch, ''), p.polled_at, p.missing_since, COALESCE(s.id, ''), "
    "COALESCE(s.state, ''), COALESCE(s.reason, ''), COALESCE(s.hint, ''), COALESCE(s.run_at, 0) "
    "FROM refs r LEFT JOIN repositories p ON p.id = r.repository_id AND p.forge = r.forge "
    "LEFT JOIN sync_records s ON s.commit_id = r.announced_commit AND s.repository_id = r.repository_id AND s.ref = "
    "r.ref AND "
    "s.forge = r.forge "
    "WHERE (:any_state = 1 OR r.differs_since IS NOT NULL) AND (:any_project = 1 OR lower(p.project) = :project) AND "
    "(:any_slug = 1 OR lower(p.slug) = :slug) "
    "ORDER BY r.differs_since IS NULL, r.differs_since, lower(p.project), lower(p.slug), r.ref LIMIT :count";
// More are not told apart: a number like that says enough.
constexpr std::int64_t most_gaps_judged = 100'000;

constexpr std::array<std::string_view, 9> words{"in_step",  "waiting", "running", "retrying",      "dead",
                                                "unsynced", "deleted", "missing", "not_configured"};

// What is read beside the entry itself.
struct Context {
  std::string default_branch;
  std::optional<Timestamp> missing_since;
  std::string sync_state;
  std::string sync_reason;
  std::string sync_hint;
};

struct Row {
  LedgerEntry entry;
  Context context;
};

std::optional<LedgerTip> tip_at(std::string commit, std::optional<std::int64_t> at) {
  if (!at) return std::nullopt;
  return LedgerTip{.commit = std::move(commit), .at = from_millis(*at)};
}

Result<std::vector<Row>> read(Session& session, const LedgerFilter& filter) {
  using Text = std::string;
  using Number = std::int64_t;
  using Millis = std::optional<std::int64_t>;
  BARYON_TRY(auto rows, (session.query<Text, Number, Text, Text, Text, Text, Text, Millis, Text, Millis, Text, Text,
                                       Millis, Millis, Text, Millis, Millis, Text, Text, Text, Text, Number>(
                            select_entries, !filter.only_gaps, filter.project.empty(), to_lower(filter.project),
                            filter.slug.empty(), to_lower(filter.slug), filter.limit)));
  std::vector<Row> out;
  out.reserve(rows.size());
  for (auto& [forge, id, project, slug, ref, tip, delivered, delivered_at, seen, seen_at, move, synced, synced_at,
              differs_since, default_branch, polled_at, missing_since, sync, state, reason, hint, run_at] : rows) {
    // A ref that a comparison finds where it was is not written again: then the repository says when that was.
    if (seen_at && polled_at) seen_at = std::max(*seen_at, *polled_at);
    Row row{.entry = {.forge = std::move(forge),
                      .repository = {.id = id, .project = std::move(project), .slug = std::move(slug)},
                      .ref = std::move(ref),
                      .tip = std::move(tip),
                      .announced = tip_at(std::move(delivered), delivered_at),
                      .seen = tip_at(std::move(seen), seen_at),
                      .synced = tip_at(std::move(synced), synced_at),
                      .move = ref_move_from(move),
                      .differs_since = differs_since.transform(from_millis),
                      .sync = std::move(sync)},
            .context = {.default_branch = std::move(default_branch),
                        .missing_since = missing_since.transform(from_millis),
                        .sync_state = std::move(state),
                        .sync_reason = std::move(reason),
                        .sync_hint = std::move(hint)}};
    row.entry.is_unannounced = !row.entry.announced || row.entry.announced->commit != row.entry.tip;
    if (row.context.sync_state == to_string(SyncState::retryable)) row.entry.next_attempt_at = from_millis(run_at);
    out.push_back(std::move(row));
  }
  return out;
}

// Why nobody wants the ref to be synced; nothing where somebody does.
Result<std::string> why_not_configured(Session& session, const Rules& rules, const Row& row) {
  const auto& entry = row.entry;
  auto judgement = judge_repository(rules, entry.repository);
  if (judgement.verdict == Verdict::sync)
    judgement =
        judge_branch(rules, entry.ref,
                     row.context.default_branch.empty() ? std::nullopt : std::optional(row.context.default_branch));
  if (judgement.verdict != Verdict::ignore) return std::string();
  BARYON_TRY(const auto configs, sync_configs_for(session, entry.forge, entry.repository, entry.ref));
  return configs.empty() ? judgement.reason : std::string();
}

void tell(LedgerEntry& entry, LedgerState state, std::string reason, std::string hint = {}) {
  entry.state = state;
  entry.reason = std::move(reason);
  entry.hint = std::move(hint);
}

// The tip is wanted and not synced: what its sync is doing about that.
void tell_of_gap(LedgerEntry& entry, const Context& context) {
  const auto state = parse_sync_state(context.sync_state);
  if (!state) return tell(entry, LedgerState::unsynced, "nothing has queued this commit", "run `baryon reconcile`");
  switch (*state) {
    case SyncState::queued:
      return tell(entry, LedgerState::waiting, "its sync waits for a worker");
    case SyncState::running:
      return tell(entry, LedgerState::running, "its sync is running");
    case SyncState::retryable:
      return tell(entry, LedgerState::retrying, context.sync_reason, context.sync_hint);
    case SyncState::dead:
      return tell(entry, LedgerState::dead, context.sync_reason,
                  context.sync_hint.empty() ? "`baryon retry " + entry.sync + "` runs it again" : context.sync_hint);
    default:
      return tell(entry, LedgerState::unsynced, fmt::format("its sync ended as {}", context.sync_state),
                  fmt::format("run `baryon sync {}`", entry.repository.path()));
  }
}

Result<void> explain(Session& session, const Rules& rules, Row& row) {
  auto& entry = row.entry;
  if (entry.tip.empty()) {
    tell(entry, LedgerState::deleted, "the branch was deleted: what was registered from it stays");
    return {};
  }
  if (row.context.missing_since) {
    tell(entry, LedgerState::missing,
         fmt::format("Bitbucket has not listed {} since {}", entry.repository.path(),
                     to_rfc3339(*row.context.missing_since)),
         "it was deleted or moved to a project that is not configured, or bitbucket.token may not see it");
    return {};
  }
  BARYON_TRY(auto unwanted, why_not_configured(session, rules, row));
  if (!unwanted.empty()) {
    tell(entry, LedgerState::not_configured, std::move(unwanted));
    return {};
  }
  if (entry.differs_since) tell_of_gap(entry, row.context);
  if (!entry.is_unannounced) return {};
  const std::string_view unannounced = "no webhook announced this commit: Bitbucket was asked";
  entry.reason = entry.reason.empty() ? std::string(unannounced) : fmt::format("{}; {}", entry.reason, unannounced);
  if (entry.hint.empty()) entry.hint = "check the webhook in Bitbucket, and its last calls there";
  return {};
}

// Nobody waits for the tip of a ref that is not to be synced, or of a repository that is gone.
bool is_wanted(const LedgerEntry& entry) {
  return entry.state != LedgerState::missing && entry.state != LedgerState::not_configured;
}

}  // namespace

std::string_view to_string(LedgerState state) { return words[static_cast<std::size_t>(state)]; }

Result<std::vector<LedgerEntry>> Ledger::entries(const LedgerFilter& filter) {
  return database_.read([&](Session& session) -> Result<std::vector<LedgerEntry>> {
    BARYON_TRY(auto rows, read(session, filter));
    std::vector<LedgerEntry> entries;
    entries.reserve(rows.size());
    for (auto& row : rows) {
      BARYON_CHECK(explain(session, rules_, row));
      entries.push_back(std::move(row.entry));
    }
    return entries;
  });
}

Result<std::int64_t> Ledger::gaps() {
  BARYON_TRY(const auto open, entries({.only_gaps = true, .limit = most_gaps_judged}));
  return std::ranges::count_if(open, is_wanted);
}

}  // namespace baryon::pipeline
