#include "pipeline/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/random.h"
#include "pipeline/polled_repositories.h"
#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using std::chrono::milliseconds;

constexpr std::chrono::seconds first_pause(5);
constexpr std::chrono::seconds longest_pause = std::chrono::hours(1);

std::chrono::seconds pause_after(const ReconcileRequest& request, const Error& error) {
  const auto doublings = std::min<std::int64_t>(request.attempts, 12);
  const auto pause = std::min(longest_pause, first_pause * (std::int64_t{1} << doublings));
  return std::max(pause, error.retry_after.value_or(pause));
}

// Servers that were started together do not ask together.
milliseconds jittered(milliseconds interval) {
  const auto tenth = interval.count() / 10;
  return interval - milliseconds(tenth) + milliseconds(random_below(static_cast<std::uint64_t>(2 * tenth + 1)));
}

void log_comparison(const forge::Repository& repository, const Comparison& comparison, std::string_view reason) {
  log::info("reconciled", {{"repository", repository.path()},
                           {"because", reason},
                           {"queued", comparison.queued()},
                           {"gone", comparison.count(RefMove::gone)},
                           {"forced", comparison.count(RefMove::forced)}});
}

void log_failure(std::string_view repository, const Error& error) {
  log::warning("reconcile failed", {{"repository", repository}, {"reason", error.message}, {"hint", error.hint}});
}

void log_round(const RoundReport& report, std::string_view reason, std::chrono::steady_clock::duration took) {
  log::info("all reconciled", {{"because", reason},
                               {"repositories", report.compared},
                               {"archived", report.skipped},
                               {"missing", report.missing},
                               {"queued", report.queued},
                               {"gone", report.gone},
                               {"forced", report.forced},
                               {"failed", report.failures.size()},
                               {"ms", std::chrono::duration_cast<milliseconds>(took).count()}});
}

}  // namespace

Reconciler::Reconciler(db::Database& database, forge::Forge& forge, const Clock& clock, ReconcilerOptions options)
    : database_(database), forge_(forge), clock_(clock), options_(std::move(options)) {}

ComparisonParts Reconciler::parts() const {
  return {.database = database_, .forge = forge_, .rules = options_.rules, .clock = clock_};
}

Result<std::optional<std::size_t>> Reconciler::run_due() {
  BARYON_TRY(const auto due,
             database_.read([&](Session& session) { return due_repository(session, forge_.name(), clock_.now()); }));
  if (!due) return std::nullopt;
  const auto queued = run(due->repository_id, due->reason);
  if (!queued && options_.stop.stop_requested()) return std::nullopt;
  // What the forge does not have will not come by asking again.
  const bool is_to_repeat = !queued && queued.error().code != ErrorCode::not_found;
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return is_to_repeat
               ? postpone_request(session, forge_.name(), *due, clock_.now() + pause_after(*due, queued.error()))
               : remove_request(session, forge_.name(), *due);
  }));
  return queued.value_or(0);
}

Result<std::size_t> Reconciler::run(std::int64_t repository_id, std::string_view reason) {
  BARYON_TRY(const auto repository,
             database_.read([&](Session& session) { return find_repository(session, forge_.name(), repository_id); }));
  if (!repository) return 0;
  const auto comparison = compare_one(*repository);
  if (!comparison) {
    log_failure(repository->path(), comparison.error());
    return std::unexpected(comparison.error());
  }
  if (comparison->is_wanted) log_comparison(*repository, *comparison, reason);
  return comparison->queued();
}

Result<Comparison> Reconciler::compare_one(const forge::Repository& repository) {
  auto comparison = compare(parts(), repository);
  if (!comparison && comparison.error().code == ErrorCode::not_found)
    comparison = compare_renamed(repository, comparison.error());
  if (!comparison || !comparison->is_wanted) return comparison;
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return note_polled(session, forge_.name(),
                       {.repository_id = repository.id, .default_branch = comparison->default_branch}, clock_.now());
  }));
  return comparison;
}

Result<Comparison> Reconciler::compare_renamed(const forge::Repository& repository, const Error& error) {
  BARYON_TRY(const auto listed, forge_.repositories(""));
  const auto now = std::ranges::find(listed, repository.id, [](const auto& one) { return one.repository.id; });
  if (now == listed.end()) {
    BARYON_CHECK(database_.writer().write(
        [&](Session& session) { return note_missing(session, forge_.name(), repository.id, clock_.now()); }));
    return std::unexpected(error);
  }
  BARYON_CHECK(database_.writer().write(
      [&](Session& session) { return identify_repository(session, forge_.name(), now->repository); }));
  log::info("repository found under another name",
            {{"was", repository.path()}, {"is", now->repository.path()}, {"id", repository.id}});
  return compare(parts(), now->repository);
}

Result<void> Reconciler::request_round(std::string_view reason) {
  return database_.writer().write([&](Session& session) {
    return request_reconcile(session, forge_.name(), all_repositories, reason, clock_.now());
  });
}

Result<void> Reconciler::request_one(const std::string& project, const std::string& slug, std::string_view reason) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_TRY(const auto repository, find_repository_called(session, forge_.name(), project, slug));
    if (!repository)
      return fail(ErrorCode::not_found, fmt::format("nothing is known of a repository {}/{}", project, slug),
                  "a comparison of all configured repositories finds those that exist");
    return request_reconcile(session, forge_.name(), repository->id, reason, clock_.now());
  });
}

Result<std::optional<std::size_t>> Reconciler::run_due_round() {
  BARYON_TRY(const auto due,
             database_.read([&](Session& session) { return due_round(session, forge_.name(), clock_.now()); }));
  if (!due) return std::nullopt;
  const auto begin = std::chrono::steady_clock::now();
  const auto report = compare_all([&](const forge::Repository& repository, const Result<Comparison>& comparison) {
    if (!comparison)
      log_failure(repository.path(), comparison.error());
    else if (comparison->queued() + comparison->count(RefMove::gone) > 0)
      log_comparison(repository, *comparison, due->reason);
  });
  if (!report && options_.stop.stop_requested()) return std::nullopt;
  if (report)
    log_round(*report, due->reason, std::chrono::steady_clock::now() - begin);
  else
    log_failure("all", report.error());
  const bool has_schedule = options_.interval > milliseconds(0);
  const bool is_to_repeat = !report || (!has_schedule && report->can_be_tried_again());
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    const auto now = clock_.now();
    if (is_to_repeat)
      return postpone_request(session, forge_.name(), *due,
                              now + pause_after(*due, report ? report->failures.front() : report.error()));
    if (!has_schedule) return remove_request(session, forge_.name(), *due);
    return schedule_round(session, forge_.name(), *due, now + jittered(options_.interval));
  }));
  return report ? report->queued : 0;
}

Result<RoundReport> Reconciler::compare_all(decltype(RoundOptions::on_compared) on_compared) {
  return run_round(parts(), {.stop = options_.stop, .on_compared = std::move(on_compared)});
}

}  // namespace baryon::pipeline
