#include "pipeline/sync.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/polled_repositories.h"
#include "pipeline/repositories.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/pipeline/registrar_support.h"
#include "unit/store/store_double.h"

namespace baryon::pipeline {
namespace {

using forge::ForgeDouble;
using Call = ForgeDouble::Call;
using test::SampleRepository;

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');

class Syncs : public PipelineTest {
 protected:
  void forge_has(const std::string& commit,
                 const SampleRepository& content = SampleRepository().environment("vpc/v1")) {
    forge_.push(infra, main_ref, commit, content.archive(), "Told by the forge");
  }

  SyncRunner runner(Rules rules = {.branches = {"main"}}) {
    return {*database_,
            forge_,
            registrar_,
            clock_,
            {.rules = std::move(rules),
             .spool_directory = database_.directory(),
             .status_url = "https://baryon.example.com/syncs/{sync}"}};
  }

  Job claim() {
    const auto job = queue_.claim();
    EXPECT_TRUE(job.has_value() && job->has_value());
    return job && *job ? **job : Job{};
  }

  Ending ending_of(const Job& job, Rules rules = {.branches = {"main"}}) {
    auto ending = runner(std::move(rules)).run(job);
    EXPECT_TRUE(ending.has_value()) << (ending ? "" : ending.error().text());
    if (ending) {
      EXPECT_TRUE(queue_.finish(job, *ending).has_value());
    }
    return ending.value_or(Ending{});
  }

  ForgeDouble forge_;
  store::StoreDouble store_;
  registry::EmbeddedRegistry registry_{*database_, clock_, {}};
  Registrar registrar_{store_, registry_, {.scratch_directory = database_.directory()}};
  Queue queue_{*database_, clock_, "test"};
};

TEST_F(Syncs, RegisterWhatTheCommitHolds) {
  forge_has(a);
  deliver("", a);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::succeeded);
  EXPECT_EQ(ending.reason, "1 version registered, 0 unchanged");
  EXPECT_EQ((**registry_.find_version("vpc", std::nullopt)).number.text(), "1.0");
  EXPECT_EQ(forge_.calls(Call::head), 0);  // nothing doubtful, so nobody is asked
  EXPECT_EQ(forge_.calls(Call::default_branch), 0);
}

TEST_F(Syncs, ArePartialWhenSomeTemplatesAreRefused) {
  forge_has(a, SampleRepository().environment("vpc/v1").environment("bad/v1").without("bad/v1/schema/schema.yaml"));
  deliver("", a);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::partial);
  EXPECT_TRUE(ending.reason.contains("1 version registered, 0 unchanged, 1 refused: bad/v1: ")) << ending.reason;
  EXPECT_EQ(ending.results.size(), 2U);
}

TEST_F(Syncs, AreDeadWhenAllTemplatesAreRefused) {
  forge_has(a, SampleRepository().environment("bad/v1").without("bad/v1/schema/schema.yaml"));
  deliver("", a);
  EXPECT_EQ(ending_of(claim()).state, SyncState::dead);
}

TEST_F(Syncs, SucceedWithAWordWhenThereIsNoTemplate) {
  forge_has(a, SampleRepository().file("README.md").file("api/v1/main.go"));
  deliver("", a);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::succeeded);
  EXPECT_TRUE(ending.reason.contains("no templates"));
  EXPECT_TRUE(ending.reason.contains("api/v1"));
  EXPECT_FALSE(ending.hint.empty());
}

TEST_F(Syncs, AreSupersededByANewerCommit) {
  deliver("", a);
  ask(a, b);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::superseded);
  EXPECT_EQ(ending.reason, main_ref + " is at bbbbbbb now");
  EXPECT_EQ(forge_.calls(Call::archive), 0);
}

TEST_F(Syncs, AreSupersededByADeletion) {
  deliver("", a);
  ask(a, "");
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::superseded);
  EXPECT_TRUE(ending.reason.contains("deleted"));
}

TEST_F(Syncs, AskTheForgeWhenTheOrderIsDoubtful) {
  forge_has(b);
  deliver(a, b);
  deliver("", a);
  const auto newer = claim();
  EXPECT_EQ(newer.commit, b);
  EXPECT_EQ(ending_of(newer).state, SyncState::succeeded);
  EXPECT_EQ(tip(), b);
  EXPECT_FALSE(is_doubtful());
  EXPECT_EQ(ending_of(claim()).state, SyncState::superseded);
  EXPECT_EQ(forge_.calls(Call::head), 1);
}

TEST_F(Syncs, QueueTheHeadThatNobodyAnnounced) {
  forge_has(c);
  deliver(a, b);
  deliver("", a);
  EXPECT_EQ(ending_of(claim()).state, SyncState::superseded);
  EXPECT_EQ(state_of(c), "queued");
  EXPECT_EQ(database_.text("SELECT subject FROM syncs WHERE commit_id = '" + c + "'"), "Told by the forge");
}

TEST_F(Syncs, StayInDoubtWhenSomethingIsAnnouncedWhileTheForgeIsAsked) {
  forge_has(b);
  deliver(a, b);
  deliver("", a);
  bool is_first = true;
  forge_.on_call([&](Call call) {
    if (call == Call::head && std::exchange(is_first, false)) deliver(b, c);
  });
  EXPECT_EQ(ending_of(claim()).state, SyncState::succeeded);  // what was the head when asked
  EXPECT_EQ(tip(), c);
  EXPECT_TRUE(is_doubtful());
}

TEST_F(Syncs, TryAgainWhenTheForgeCannotBeAskedNow) {
  deliver(a, b);
  deliver("", a);
  forge_.fail_next(Call::head, {.code = ErrorCode::unavailable, .message = "down", .retryable = true});
  const auto ending = runner().run(claim());
  ASSERT_FALSE(ending.has_value());
  EXPECT_TRUE(ending.error().retryable);
}

TEST_F(Syncs, GoByWhatWasAnnouncedWhenTheForgeCannotTellHeads) {
  forge_has(b);
  deliver(a, b);
  deliver("", a);
  forge_.fail_next(Call::head, {.code = ErrorCode::unsupported, .message = "no such call"});
  EXPECT_EQ(ending_of(claim()).state, SyncState::superseded);
}

TEST_F(Syncs, DoNothingForABranchThatIsNotTheDefaultOne) {
  forge_.set_default_branch(infra, "refs/heads/trunk");
  forge_has(a);
  deliver("", a);
  const auto ending = ending_of(claim(), {});
  EXPECT_EQ(ending.state, SyncState::succeeded);
  EXPECT_TRUE(ending.reason.starts_with("nothing to do: ")) << ending.reason;
  EXPECT_TRUE(ending.reason.contains("'trunk'"));
  EXPECT_EQ(forge_.calls(Call::archive), 0);
  EXPECT_EQ(database_.text("SELECT default_branch FROM repositories"), "refs/heads/trunk");
}

TEST_F(Syncs, RunForTheDefaultBranch) {
  forge_has(a);
  deliver("", a);
  EXPECT_EQ(ending_of(claim(), {}).reason, "1 version registered, 0 unchanged");
}

TEST_F(Syncs, AreSupersededWhenTheCommitIsGoneAndTheRefElsewhere) {
  forge_has(a);
  deliver("", a);
  forge_.remove_commit(infra, a);
  forge_has(b);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::superseded);
  EXPECT_TRUE(ending.reason.contains("aaaaaaa is gone"));
  EXPECT_EQ(state_of(b), "queued");
}

TEST_F(Syncs, AreSupersededWhenCommitAndRefAreGone) {
  forge_has(a);
  deliver("", a);
  forge_.remove_commit(infra, a);
  forge_.remove_ref(infra, main_ref);
  EXPECT_EQ(ending_of(claim()).state, SyncState::superseded);
  EXPECT_EQ(tip(), "");
}

TEST_F(Syncs, FailWhenTheTipsOwnCommitIsMissing) {
  forge_has(a);
  deliver("", a);
  forge_.remove_commit(infra, a);
  const auto ending = runner().run(claim());
  ASSERT_FALSE(ending.has_value());
  EXPECT_EQ(ending.error().code, ErrorCode::not_found);
}

TEST_F(Syncs, HandOnTheErrorsOfTheForge) {
  forge_has(a);
  deliver("", a);
  const auto job = claim();
  for (const auto code : {ErrorCode::unavailable, ErrorCode::denied, ErrorCode::configuration, ErrorCode::corrupt,
                          ErrorCode::too_large}) {
    forge_.fail_next(Call::archive, {.code = code, .message = "x", .retryable = code == ErrorCode::unavailable});
    const auto ending = runner().run(job);
    ASSERT_FALSE(ending.has_value());
    EXPECT_EQ(ending.error().code, code);
    EXPECT_EQ(ending.error().retryable, code == ErrorCode::unavailable);
  }
}

TEST_F(Syncs, ReportHowTheyEnded) {
  forge_has(a);
  deliver("", a);
  const auto job = claim();
  auto runner = this->runner();
  runner.report(job, {.state = SyncState::succeeded, .reason = "2 versions registered"});
  runner.report(job, {.state = SyncState::partial, .reason = "one refused"});
  runner.report(job, {.state = SyncState::superseded, .reason = "older"});
  const auto reports = forge_.reports();
  ASSERT_EQ(reports.size(), 2U);  // a superseded commit is not judged
  EXPECT_EQ(reports[0].commit, a);
  EXPECT_EQ(reports[0].status.state, forge::BuildState::successful);
  EXPECT_EQ(reports[0].status.description, "2 versions registered");
  EXPECT_EQ(reports[0].status.url, "https://baryon.example.com/syncs/" + job.id);
  EXPECT_EQ(reports[0].status.ref, main_ref);
  EXPECT_EQ(reports[1].status.state, forge::BuildState::failed);
}

TEST_F(Syncs, DoNotMindWhenTheReportFails) {
  forge_.fail_next(Call::report_status, {.code = ErrorCode::denied, .message = "read-only token"});
  deliver("", a);
  runner().report(claim(), {.state = SyncState::succeeded, .reason = ""});
  EXPECT_TRUE(forge_.reports().empty());
}

// A full disk, say, let the version be stored and nothing after it.
TEST_F(Syncs, DoNotMakeAVersionTwiceWhenTheyFailedAfterItAndOthersCameBetween) {
  const auto other_ref = "refs/heads/other";
  forge_.push(infra, main_ref, a, SampleRepository().environment("vpc/v1").file("vpc/v1/README.md", "one").archive(),
              "");
  forge_.push(infra, other_ref, b, SampleRepository().environment("vpc/v1").file("vpc/v1/README.md", "two").archive(),
              "");
  const Rules rules{.branches = {"**"}};
  FailingRegistry failing(registry_);
  Registrar registrar(store_, failing, {.scratch_directory = database_.directory()});
  SyncRunner runner(*database_, forge_, registrar, clock_, {.rules = rules, .spool_directory = database_.directory()});
  failing.fail_next({.code = ErrorCode::unavailable, .message = "the disk is full", .retryable = true},
                    FailingRegistry::When::after);
  deliver("", a);
  const auto first = claim();
  const auto failed = runner.run(first);
  ASSERT_FALSE(failed.has_value());
  ASSERT_TRUE(queue_.give_up_for_now(first, failed.error()).has_value());
  deliver("", b, other_ref);
  EXPECT_EQ(ending_of(claim(), rules).reason, "1 version registered, 0 unchanged");
  clock_.advance(std::chrono::hours(1));
  const auto ending = ending_of(claim(), rules);
  EXPECT_EQ(ending.reason, "0 versions registered, 1 unchanged");
  ASSERT_EQ(ending.results.size(), 1U);
  EXPECT_EQ(ending.results[0].reason, "an earlier attempt made version 1.0 of it");
  EXPECT_EQ(registry_.versions("vpc")->size(), 2U);
}

TEST_F(Syncs, FollowARepositoryThatWasRenamedWhileTheyWaited) {
  forge_has(a);
  deliver("", a);
  const auto job = claim();
  const forge::Repository renamed{.id = infra.id, .project = "SHOP", .slug = "base"};
  forge_.rename(infra, renamed);
  const auto ending = runner().run(job);
  ASSERT_FALSE(ending);
  EXPECT_TRUE(ending.error().retryable);
  EXPECT_EQ(reconciles(), 1) << "it is looked for";
  ASSERT_TRUE(database_->writer().write(
      [&](db::Session& session) { return identify_repository(session, "bitbucket", renamed); }));
  EXPECT_EQ(ending_of(job).state, SyncState::succeeded);
}

TEST_F(Syncs, AreDeadWhenTheRepositoryIsNotThereAnyMore) {
  forge_has(a);
  deliver("", a);
  const auto job = claim();
  forge_.remove(infra);
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
    BARYON_CHECK(identify_repository(session, "bitbucket", infra));
    return note_missing(session, "bitbucket", infra.id, clock_.now());
  }));
  const auto ending = runner().run(job);
  ASSERT_FALSE(ending);
  EXPECT_FALSE(ending.error().retryable);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(Syncs, DoNotTakeANewcomerForTheirRepository) {
  forge_has(a);
  deliver("", a);
  const auto job = claim();
  forge_.rename(infra, {.id = infra.id, .project = "SHOP", .slug = "base"});
  forge_.push({.id = 77, .project = infra.project, .slug = infra.slug}, main_ref, b);
  const auto ending = runner().run(job);
  ASSERT_FALSE(ending);
  EXPECT_TRUE(ending.error().retryable);
  EXPECT_EQ(reconciles(), 1);
}

}  // namespace
}  // namespace baryon::pipeline
