#include "pipeline/sync.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/reconcile.h"
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
  deliver(a, b);
  const auto ending = ending_of(claim());
  EXPECT_EQ(ending.state, SyncState::superseded);
  EXPECT_EQ(ending.reason, main_ref + " is at bbbbbbb now");
  EXPECT_EQ(forge_.calls(Call::archive), 0);
}

TEST_F(Syncs, AreSupersededByADeletion) {
  deliver("", a);
  deliver(a, "");
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

class Reconciles : public Syncs {
 protected:
  void request(std::int64_t repository = infra.id) {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
      if (repository == infra.id) BARYON_CHECK(remember_repository(session, "bitbucket", infra));
      return request_reconcile(session, "bitbucket", repository, "test", clock_.now());
    }));
  }

  Result<std::optional<std::int64_t>> run_due(Rules rules = {.branches = {"main", "release/*"}}) {
    return Reconciler(*database_, forge_, std::move(rules), clock_).run_due();
  }
};

TEST_F(Reconciles, DoNothingUnasked) { EXPECT_EQ(*run_due(), std::nullopt); }

TEST_F(Reconciles, QueueWhatNoWebhookTold) {
  forge_has(a);
  forge_.push(infra, "refs/heads/release/1", b);
  forge_.push(infra, "refs/heads/wip", c);
  request();
  EXPECT_EQ(*run_due(), 2);
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(state_of(b, "refs/heads/release/1"), "queued");
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 2);
  EXPECT_EQ(*run_due(), std::nullopt);
}

TEST_F(Reconciles, QueueNothingTwice) {
  forge_has(a);
  deliver("", a);
  request();
  EXPECT_EQ(*run_due(), 0);
}

TEST_F(Reconciles, BringARefBackToItsOldCommit) {
  forge_has(a);
  deliver("", a);
  ending_of(claim());
  deliver(a, b);
  request();
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(Reconciles, TakeOnlyTheDefaultBranchWhereNoneIsNamed) {
  forge_has(a);
  forge_.push(infra, "refs/heads/trunk", b);
  forge_.set_default_branch(infra, "refs/heads/trunk");
  request();
  EXPECT_EQ(*run_due({}), 1);
  EXPECT_EQ(state_of(b, "refs/heads/trunk"), "queued");
  EXPECT_EQ(state_of(a), "");
}

TEST_F(Reconciles, LeaveOtherProjectsAndUnknownRepositoriesAlone) {
  forge_has(a);
  request();
  EXPECT_EQ(*run_due({.projects = {"OTHER"}, .branches = {"main"}}), 0);
  request(99);
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(reconciles(), 0);
  EXPECT_EQ(forge_.calls(Call::heads), 0);
}

TEST_F(Reconciles, ComeBackLaterAfterAFailure) {
  forge_has(a);
  request();
  for (const auto pause : {5, 10, 20}) {
    forge_.fail_next(Call::heads, {.code = ErrorCode::unavailable, .message = "down", .retryable = true});
    EXPECT_EQ(*run_due(), 0);
    clock_.advance(std::chrono::seconds(pause) - std::chrono::milliseconds(1));
    EXPECT_EQ(*run_due(), std::nullopt) << pause;
    clock_.advance(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(Reconciles, KeepARequestThatCameWhileTheyRan) {
  forge_has(a);
  request();
  bool is_first = true;
  forge_.on_call([&](Call) {
    if (!std::exchange(is_first, false)) return;
    clock_.advance(std::chrono::milliseconds(1));
    request();
  });
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(reconciles(), 1);
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(Reconciles, RunANewRequestSoonAlthoughTheOldOneFails) {
  forge_has(a);
  request();
  forge_.fail_next(Call::heads, {.code = ErrorCode::unavailable, .message = "down", .retryable = true});
  bool is_first = true;
  forge_.on_call([&](Call) {
    if (!std::exchange(is_first, false)) return;
    clock_.advance(std::chrono::milliseconds(1));
    request();
  });
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(*run_due(), 1);
}

TEST_F(Reconciles, DoubtAHeadThatWasOvertakenMeanwhile) {
  forge_has(a);
  deliver("", a);
  request();
  forge_.on_call([this](Call call) {
    if (call == Call::heads) deliver(a, b);
  });
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(tip(), b);
  EXPECT_TRUE(is_doubtful());
}

}  // namespace
}  // namespace baryon::pipeline
