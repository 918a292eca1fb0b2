#include "pipeline/sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "pipeline/announce.h"
#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

using db::Session;

std::string short_commit(const std::string& commit) { return commit.substr(0, 7); }

Ending superseded(std::string reason) { return {.state = SyncState::superseded, .reason = std::move(reason)}; }

Ending nothing_to_do(const Judgement& judgement) {
  return {.state = SyncState::succeeded, .reason = "nothing to do: " + judgement.reason};
}

std::string count_of(std::ptrdiff_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

Ending summarise(Registrar::Report report) {
  auto& results = report.results;
  if (results.empty()) {
    std::string reason = "the repository holds no templates (no directory <template>/v<N>/ with a schema)";
    if (!report.passed_over.empty()) reason += fmt::format("; {} looks like none", report.passed_over.front());
    return {.state = SyncState::succeeded,
            .reason = std::move(reason),
            .hint = "see the guide for template authors on how to lay one out"};
  }
  const auto refused = std::ranges::count_if(results, &TemplateResult::is_refused);
  const auto registered = std::ranges::count_if(results, &TemplateResult::is_new_version);
  const auto unchanged = std::ssize(results) - refused - registered;
  Ending ending{.state = SyncState::succeeded,
                .reason = fmt::format("{} registered, {} unchanged", count_of(registered, "version"), unchanged)};
  if (refused > 0) {
    const auto first = std::ranges::find_if(results, &TemplateResult::is_refused);
    ending.state = refused == std::ssize(results) ? SyncState::dead : SyncState::partial;
    ending.reason += fmt::format(", {} refused: {}: {}", refused, first->directory, first->reason);
    ending.hint = first->hint;
  }
  ending.results = std::move(results);
  return ending;
}

forge::BuildState build_state(SyncState state) {
  return state == SyncState::partial || state == SyncState::dead ? forge::BuildState::failed
                                                                 : forge::BuildState::successful;
}

}  // namespace

SyncRunner::SyncRunner(db::Database& database, forge::Forge& forge, Registrar& registrar, const Clock& clock,
                       SyncOptions options)
    : database_(database), forge_(forge), registrar_(registrar), clock_(clock), options_(std::move(options)) {}

// The truth about a ref, recorded; what it shows to be missing is queued on the way.
Result<std::string> SyncRunner::ask_head(const Job& job) {
  BARYON_TRY(const auto head, forge_.head(job.repository, job.ref));
  const Announcement announcement{.forge = job.forge,
                                  .repository = job.repository,
                                  .ref = job.ref,
                                  .from = {},
                                  .commit = head ? head->commit : "",
                                  .subject = head ? head->subject : ""};
  BARYON_CHECK(database_.writer().write(
      [&](Session& session) { return announce_asked(session, announcement, job.announced, clock_.now()); }));
  return announcement.commit;
}

Result<std::optional<Ending>> SyncRunner::overtaken(const Job& job) {
  auto newest = job.announced;
  if (job.is_order_doubtful) {
    auto asked = ask_head(job);
    if (asked)
      newest = std::move(*asked);
    else if (asked.error().retryable)
      return std::unexpected(std::move(asked).error());
    // A forge that cannot tell heads leaves us with what was announced last.
  }
  if (newest == job.commit) return std::nullopt;
  if (newest.empty()) return superseded(fmt::format("{} was deleted before this commit's turn came", job.ref));
  return superseded(fmt::format("{} is at {} now", job.ref, short_commit(newest)));
}

Result<std::optional<Ending>> SyncRunner::not_to_be_synced(const Job& job) {
  // The rules may have changed since the delivery was accepted.
  auto judgement = judge_repository(options_.rules, job.repository);
  if (judgement.verdict == Verdict::sync) judgement = judge_branch(options_.rules, job.ref, std::nullopt);
  if (judgement.verdict == Verdict::sync) return std::nullopt;
  if (judgement.verdict == Verdict::ignore) return nothing_to_do(judgement);
  BARYON_TRY(const auto branch, forge_.default_branch(job.repository));
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return remember_default_branch(session, job.forge, job.repository, branch, clock_.now());
  }));
  judgement = judge_branch(options_.rules, job.ref, branch);
  if (judgement.verdict == Verdict::sync) return std::nullopt;
  return nothing_to_do(judgement);
}

Result<Ending> SyncRunner::run(const Job& job) {
  BARYON_TRY(auto early, overtaken(job));
  if (early) return *std::move(early);
  BARYON_TRY(early, not_to_be_synced(job));
  if (early) return *std::move(early);
  BARYON_TRY(auto spool, File::create_unnamed(options_.spool_directory));
  if (auto fetched = forge_.fetch_archive(job.repository, job.commit, spool); !fetched) {
    if (fetched.error().code != ErrorCode::not_found) return std::unexpected(std::move(fetched).error());
    // Gone after a force push or a deletion: then something newer is to be synced, or nothing.
    BARYON_TRY(const auto head, ask_head(job));
    if (head != job.commit)
      return superseded(fmt::format("commit {} is gone; {} is at {} now", short_commit(job.commit), job.ref,
                                    head.empty() ? "nothing" : short_commit(head)));
    return std::unexpected(std::move(fetched).error());
  }
  BARYON_TRY(auto report, registrar_.run(spool,
                                         {.owner = {.forge = job.forge,
                                                    .repository_id = job.repository.id,
                                                    .project = job.repository.project,
                                                    .slug = job.repository.slug},
                                          .ref = job.ref,
                                          .commit = job.commit,
                                          .subject = job.subject},
                                         Registrar::Mode::apply));
  return summarise(std::move(report));
}

void SyncRunner::report(const Job& job, const Ending& ending) {
  if (!options_.reports_status || ending.state == SyncState::superseded) return;
  auto url = options_.status_url;
  if (const auto at = url.find("{sync}"); at != std::string::npos) url.replace(at, 6, job.id);
  const auto reported = forge_.report_status(job.repository, job.commit,
                                             {.key = "baryon",
                                              .state = build_state(ending.state),
                                              .name = "Baryon",
                                              .description = ending.reason,
                                              .url = url,
                                              .ref = job.ref});
  if (!reported)
    log::warning("build status not reported", {{"sync", job.id},
                                               {"repository", job.repository.path()},
                                               {"reason", reported.error().message},
                                               {"hint", reported.error().hint}});
}

}  // namespace baryon::pipeline
