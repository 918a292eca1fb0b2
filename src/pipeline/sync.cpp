#include "pipeline/sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "pipeline/announce.h"
#include "pipeline/polled_repositories.h"
#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"
#include "pipeline/sync_config_rows.h"

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
  const auto skipped = std::ranges::count_if(results, &TemplateResult::is_skipped);
  const auto unchanged = std::ssize(results) - refused - registered - skipped;
  Ending ending{.state = SyncState::succeeded,
                .reason = fmt::format("{} registered, {} unchanged", count_of(registered, "version"), unchanged)};
  if (skipped > 0) {
    const auto first = std::ranges::find_if(results, &TemplateResult::is_skipped);
    ending.reason += fmt::format(", {} skipped: {}: {}", skipped, first->name, first->reason);
  }
  if (refused > 0) {
    const auto first = std::ranges::find_if(results, &TemplateResult::is_refused);
    ending.state = refused + skipped == std::ssize(results) ? SyncState::dead : SyncState::partial;
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

SyncRunner::SyncRunner(db::Database& database, forge::Forges forges, Registrar& registrar, const Clock& clock,
                       SyncOptions options)
    : database_(database),
      forges_(std::move(forges)),
      registrar_(registrar),
      clock_(clock),
      options_(std::move(options)) {}

// The truth about a ref, recorded; what it shows to be missing is queued on the way.
Result<std::string> SyncRunner::ask_head(forge::Forge& forge, const Job& job) {
  BARYON_TRY(const auto head, forge.head(job.repository, job.ref));
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

Result<std::optional<Ending>> SyncRunner::overtaken(forge::Forge& forge, const Job& job) {
  auto newest = job.announced;
  if (job.is_order_doubtful) {
    auto asked = ask_head(forge, job);
    if (asked)
      newest = std::move(*asked);
    else if (asked.error().retryable)
      return std::unexpected(std::move(asked).error());
    // A forge that cannot tell heads leaves us with what was announced last.
  }
  if (newest == job.commit) return std::nullopt;
  return superseded(overtaken_by(job.ref, newest));
}

// The rules may have changed since the delivery was accepted.
Result<Judgement> SyncRunner::judge_by_rules(forge::Forge& forge, const Job& job) {
  if (forge.keeps_archives()) return judge_archive(options_.rules, job.repository, job.ref);
  auto judgement = judge_repository(options_.rules, job.repository);
  if (judgement.verdict == Verdict::sync) judgement = judge_branch(options_.rules, job.ref, std::nullopt);
  if (judgement.verdict != Verdict::ask_forge) return judgement;
  BARYON_TRY(const auto branch, forge.default_branch(job.repository));
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return remember_default_branch(session, job.forge, job.repository, branch, clock_.now());
  }));
  return judge_branch(options_.rules, job.ref, branch);
}

// The repository may have been renamed or moved since the sync was queued.
Result<Job> SyncRunner::as_called_now(const Job& job) {
  BARYON_TRY(const auto repository,
             database_.read([&](Session& session) { return find_repository(session, job.forge, job.repository.id); }));
  auto called = job;
  if (repository) called.repository = *repository;
  return called;
}

// Another one may have taken over the name.
Result<bool> SyncRunner::is_still_called_so(forge::Forge& forge, const forge::Repository& repository) {
  const auto found = forge.find(repository.project, repository.slug);
  if (!found && found.error().code != ErrorCode::not_found) return std::unexpected(found.error());
  return found && found->id == repository.id;
}

// A commit that is missing is final; a repository that is not called so any more is looked for by its number.
Result<Ending> SyncRunner::look_for_repository(forge::Forge& forge, const Job& job, const Error& error) {
  BARYON_TRY(const bool is_there, is_still_called_so(forge, job.repository));
  if (is_there) return std::unexpected(error);
  BARYON_TRY(const bool is_missing, database_.read([&](Session& session) {
    return is_repository_missing(session, job.forge, job.repository.id);
  }));
  if (is_missing)
    return fail(ErrorCode::not_found, fmt::format("Bitbucket does not list {} any more", job.repository.path()),
                "it was deleted, or bitbucket.token may not see it");
  BARYON_CHECK(database_.writer().write([&](Session& session) {
    return request_reconcile(session, job.forge, job.repository.id, "it was not found under its name", clock_.now());
  }));
  return fail_for_now(ErrorCode::unavailable,
                      fmt::format("Bitbucket does not have {} under that name any more", job.repository.path()),
                      "it is looked for by its number");
}

Result<Ending> SyncRunner::run(const Job& job) {
  BARYON_TRY(auto* const forge, forges_.find(job.forge));
  BARYON_TRY(const auto called, as_called_now(job));
  auto ending = run_as_called(*forge, called);
  if (ending || ending.error().code != ErrorCode::not_found || forge->keeps_archives()) return ending;
  return look_for_repository(*forge, called, ending.error());
}

Result<Ending> SyncRunner::run_as_called(forge::Forge& forge, const Job& job) {
  BARYON_TRY(auto early, overtaken(forge, job));
  if (early) return *std::move(early);
  auto admission = Admission::by_rules;
  BARYON_TRY(const auto judgement, judge_by_rules(forge, job));
  if (judgement.verdict != Verdict::sync) {
    BARYON_TRY(const auto configs, database_.read([&](Session& session) {
      return sync_configs_for(session, job.forge, job.repository, job.ref);
    }));
    if (configs.empty()) return nothing_to_do(judgement);
    admission = Admission::by_configs;
  }
  BARYON_TRY(auto spool, File::create_unnamed(options_.spool_directory));
  if (auto fetched = forge.fetch_archive(job.repository, job.commit, spool); !fetched) {
    if (fetched.error().code != ErrorCode::not_found || forge.keeps_archives())
      return std::unexpected(std::move(fetched).error());
    BARYON_TRY(const bool is_there, is_still_called_so(forge, job.repository));
    if (!is_there) return std::unexpected(std::move(fetched).error());
    // Gone after a force push or a deletion: then something newer is to be synced, or nothing.
    BARYON_TRY(const auto head, ask_head(forge, job));
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
                                          .subject = job.subject,
                                          .admission = admission,
                                          .run = job.run,
                                          .is_stored = forge.keeps_archives()},
                                         Registrar::Mode::apply));
  return summarise(std::move(report));
}

void SyncRunner::report(const Job& job, const Ending& ending) {
  const auto forge = forges_.find(job.forge);
  if (!forge || (*forge)->keeps_archives()) return;
  if (!options_.reports_status || ending.state == SyncState::superseded) return;
  auto url = options_.status_url;
  if (const auto at = url.find("{sync}"); at != std::string::npos) url.replace(at, 6, job.id);
  const auto reported = (*forge)->report_status(job.repository, job.commit,
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
