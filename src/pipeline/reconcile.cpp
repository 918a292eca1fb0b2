#include "pipeline/reconcile.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "pipeline/announce.h"
#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_due =
    "SELECT repository_id, reason, attempts, requested_at FROM reconciles WHERE forge = :forge AND run_at <= :now "
    "ORDER BY run_at LIMIT 1";
// A request that came in while one ran stays as it is: it may know of something newer.
constexpr std::string_view delete_done =
    "DELETE FROM reconciles WHERE forge = :forge AND repository_id = :id AND requested_at = :requested_at";
constexpr std::string_view postpone =
    "UPDATE reconciles SET run_at = :run_at, attempts = attempts + 1 WHERE forge = :forge AND repository_id = :id AND "
    "requested_at = :requested_at";

constexpr std::chrono::seconds first_pause(5);
constexpr std::chrono::seconds longest_pause = std::chrono::hours(1);

std::chrono::seconds pause_after(std::int64_t attempts) {
  return std::min(longest_pause, first_pause * (std::int64_t{1} << std::min<std::int64_t>(attempts, 12)));
}

}  // namespace

Reconciler::Reconciler(db::Database& database, forge::Forge& forge, Rules rules, const Clock& clock)
    : database_(database), forge_(forge), rules_(std::move(rules)), clock_(clock) {}

Result<std::optional<std::int64_t>> Reconciler::run_due() {
  BARYON_TRY(const auto due, database_.read([&](Session& session) {
    return session.query_one<std::int64_t, std::string, std::int64_t, std::int64_t>(select_due, forge_.name(),
                                                                                    to_millis(clock_.now()));
  }));
  if (!due) return std::nullopt;
  const auto& [repository_id, reason, attempts, requested_at] = *due;
  const auto queued = run(repository_id);
  if (!queued) {
    log::warning("reconcile failed", {{"repository_id", repository_id},
                                      {"reason", queued.error().message},
                                      {"hint", queued.error().hint},
                                      {"attempt", attempts + 1}});
    const auto run_at = to_millis(clock_.now() + pause_after(attempts));
    BARYON_CHECK(database_.writer().write([&](Session& session) {
      return session.execute(postpone, run_at, forge_.name(), repository_id, requested_at);
    }));
    return 0;
  }
  log::info("reconciled", {{"repository_id", repository_id}, {"because", reason}, {"queued", *queued}});
  BARYON_CHECK(database_.writer().write(
      [&](Session& session) { return session.execute(delete_done, forge_.name(), repository_id, requested_at); }));
  return *queued;
}

Result<std::int64_t> Reconciler::run(std::int64_t repository_id) {
  BARYON_TRY(const auto repository,
             database_.read([&](Session& session) { return find_repository(session, forge_.name(), repository_id); }));
  if (!repository || judge_repository(rules_, *repository).verdict == Verdict::ignore) return 0;
  const auto tips_of = [&](Session& session) { return announced_tips(session, forge_.name(), repository_id); };
  BARYON_TRY(auto tips_before, database_.read(tips_of));
  std::optional<std::string> default_branch;
  if (rules_.branches.empty()) {
    BARYON_TRY(default_branch, forge_.default_branch(*repository));
    BARYON_CHECK(database_.writer().write([&](Session& session) {
      return remember_default_branch(session, forge_.name(), *repository, *default_branch, clock_.now());
    }));
  }
  BARYON_TRY(const auto heads, forge_.heads(*repository));
  return database_.writer().write([&](Session& session) -> Result<std::int64_t> {
    std::int64_t queued = 0;
    for (const auto& head : heads) {
      if (judge_branch(rules_, head.ref, default_branch).verdict == Verdict::ignore) continue;
      BARYON_TRY(const auto announced, announce_asked(session,
                                                      {.forge = std::string(forge_.name()),
                                                       .repository = *repository,
                                                       .ref = head.ref,
                                                       .from = {},
                                                       .commit = head.commit,
                                                       .subject = head.subject},
                                                      tips_before[head.ref], clock_.now()));
      if (announced.what == Announced::queued || announced.what == Announced::queued_again) ++queued;
    }
    return queued;
  });
}

}  // namespace baryon::pipeline
