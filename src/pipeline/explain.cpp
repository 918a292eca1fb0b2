#include "pipeline/explain.h"

#include <algorithm>
#include <utility>

#include "base/glob.h"
#include "base/ulid.h"

namespace baryon::pipeline {
namespace {

constexpr std::int64_t recent = 10;

bool is_commit(const std::string& text) {
  return text.size() >= 7 && text.size() <= 40 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<void> add_syncs_of(History& history, Explanation& explanation) {
  for (const auto& delivery : explanation.deliveries)
    for (const auto& change : delivery.changes) {
      const bool is_there = change.sync.empty() || std::ranges::find(explanation.syncs, change.sync, &SyncRecord::id) !=
                                                       explanation.syncs.end();
      if (is_there) continue;
      BARYON_TRY(auto sync, history.sync(change.sync));
      if (sync) explanation.syncs.push_back(*std::move(sync));
    }
  return {};
}

Result<Explanation> explain_id(History& history, const std::string& id) {
  Explanation explanation;
  BARYON_TRY(auto delivery, history.delivery(id));
  if (delivery) {
    explanation.subject = "delivery " + id;
    explanation.deliveries.push_back(*std::move(delivery));
    BARYON_CHECK(add_syncs_of(history, explanation));
    return explanation;
  }
  BARYON_TRY(auto sync, history.sync(id));
  if (!sync)
    return fail(ErrorCode::not_found, "no delivery or sync has the identifier " + id, "see `baryon deliveries`");
  explanation.subject = "sync " + id;
  if (!sync->delivery.empty()) {
    BARYON_TRY(auto from, history.delivery(sync->delivery));
    if (from) explanation.deliveries.push_back(*std::move(from));
  }
  explanation.syncs.push_back(*std::move(sync));
  return explanation;
}

Result<Explanation> explain_commit(History& history, registry::Registry& registry, const std::string& commit) {
  Explanation explanation{.subject = "commit " + commit, .deliveries = {}, .syncs = {}, .versions = {}};
  BARYON_TRY(explanation.deliveries, history.deliveries_of_commit(commit));
  BARYON_TRY(explanation.syncs, history.syncs_of_commit(commit));
  auto versions = registry.versions_of_commit(commit);
  const bool is_known = !explanation.deliveries.empty() || !explanation.syncs.empty();
  if (!versions && !is_known) return std::unexpected(std::move(versions).error());
  // Another registry may be out of reach, which may be the very thing to be explained.
  if (versions)
    explanation.versions = *std::move(versions);
  else
    explanation.versions_unknown = versions.error().message;
  if (!is_known && explanation.versions.empty())
    return fail(ErrorCode::not_found, "nothing is known about commit " + commit,
                "no webhook named it: only the tip of each push is announced; look at the webhook's last calls in "
                "Bitbucket (repository settings, Webhooks), and at this server's log for denied deliveries");
  return explanation;
}

Result<Explanation> explain_repository(History& history, const std::string& path) {
  const auto slash = path.find('/');
  const HistoryFilter filter{
      .state = {}, .project = path.substr(0, slash), .slug = path.substr(slash + 1), .limit = recent};
  Explanation explanation{.subject = "repository " + path, .deliveries = {}, .syncs = {}, .versions = {}};
  BARYON_TRY(explanation.deliveries, history.deliveries(filter));
  BARYON_TRY(explanation.syncs, history.syncs(filter));
  if (explanation.deliveries.empty() && explanation.syncs.empty())
    return fail(ErrorCode::not_found, "nothing ever came in for " + path,
                "check that its webhook in Bitbucket points to /webhooks/bitbucket of this server and is active");
  return explanation;
}

}  // namespace

Result<Explanation> explain(History& history, registry::Registry& registry, const std::string& what) {
  const auto lower = to_lower(what);
  if (is_ulid(lower)) return explain_id(history, lower);
  if (is_commit(lower)) return explain_commit(history, registry, lower);
  if (std::ranges::count(what, '/') == 1 && !what.starts_with('/') && !what.ends_with('/'))
    return explain_repository(history, what);
  return fail(ErrorCode::invalid, "'" + what + "' is no delivery, sync, commit or repository",
              "give an identifier of 26 characters, 7 to 40 hex digits, or PROJECT/repository");
}

}  // namespace baryon::pipeline
