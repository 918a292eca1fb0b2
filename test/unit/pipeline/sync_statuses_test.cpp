#include "pipeline/sync_statuses.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/queue.h"
#include "pipeline/registrar.h"
#include "pipeline/repositories.h"
#include "pipeline/sync_config_rows.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using registry::TemplateKey;
using registry::TemplateKind;
using std::chrono::seconds;

const auto a = commit('a');
const auto b = commit('b');
const TemplateKey vpc{.kind = TemplateKind::environment, .name = "vpc"};

class Statuses : public PipelineTest {
 protected:
  void put(SyncConfig config) {
    config.template_key = vpc;
    config.forge = "bitbucket";
    config.repository = infra;
    config.branch = "main";
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) { return put_sync_config(session, config); }));
  }

  static TemplateResult result(const std::string& outcome, std::int64_t major = 1, const std::string& name = "vpc") {
    const bool is_refused = outcome == TemplateResult::refused;
    return {.name = name,
            .kind = is_refused ? "" : "environment",
            .directory = "templates/" + name + "/v" + std::to_string(major),
            .major = major,
            .minor = is_refused ? std::nullopt : std::optional<std::int64_t>(3),
            .outcome = outcome,
            .reason = "because of " + outcome};
  }

  Job run(const std::string& from, const std::string& to) {
    clock_.advance(seconds(1));
    deliver(from, to);
    clock_.advance(seconds(1));
    const auto job = queue_.claim();
    EXPECT_TRUE(job && *job);
    return job && *job ? **job : Job{};
  }

  void finish(const Job& job, SyncState state, std::vector<TemplateResult> results, const std::string& reason = "") {
    clock_.advance(seconds(1));
    ASSERT_TRUE(queue_.finish(job, {.state = state, .reason = reason, .results = std::move(results)}));
  }

  SyncStatuses::OfTemplate of_vpc(std::int64_t major = 1) {
    auto status = statuses_.of_template(vpc, major);
    EXPECT_TRUE(status && *status) << (status ? "no config" : status.error().text());
    return status && *status ? **status : SyncStatuses::OfTemplate{};
  }

  std::optional<SyncAttempt> of_main(const forge::Repository& repository = infra) {
    return *statuses_.of_branch(repository, "main");
  }

  Queue queue_{*database_, clock_, "test"};
  SyncStatuses statuses_{*database_, "bitbucket"};
};

TEST_F(Statuses, AreNotThereWithoutAConfig) {
  EXPECT_FALSE(statuses_.of_template(vpc, 1)->has_value());
  put({.mode = SyncMode::stopped});
  EXPECT_FALSE(statuses_.of_template(vpc, 1)->has_value());
}

TEST_F(Statuses, AreEmptyBeforeTheFirstSync) {
  put({.mode = SyncMode::automatic});
  EXPECT_EQ(of_vpc().desired_commit, "");
  EXPECT_FALSE(of_vpc().latest.has_value());
  EXPECT_FALSE(of_main().has_value());
}

TEST_F(Statuses, FollowASync) {
  put({.mode = SyncMode::automatic});
  deliver("", a);
  EXPECT_EQ(of_vpc().desired_commit, a);
  EXPECT_EQ(of_vpc().latest->state, AttemptState::queued);
  EXPECT_EQ(of_main()->state, AttemptState::queued);
  EXPECT_FALSE(of_main()->fetched_at.has_value());
  clock_.advance(seconds(1));
  const auto job = **queue_.claim();
  EXPECT_EQ(of_vpc().latest->state, AttemptState::in_progress);
  EXPECT_EQ(of_main()->fetched_at, clock_.now());
  EXPECT_FALSE(of_main()->scanned_at.has_value());
  const auto began = clock_.now();
  finish(job, SyncState::succeeded, {result("new_minor")}, "1 version registered");
  const auto status = of_vpc();
  EXPECT_EQ(status.latest->state, AttemptState::succeeded);
  EXPECT_EQ(status.latest->commit, a);
  EXPECT_EQ(status.latest->commit_before, "");
  EXPECT_EQ(status.latest->directory, "templates/vpc/v1");
  EXPECT_EQ(status.latest->reason, "1.3: because of new_minor");
  EXPECT_EQ(status.latest->started_at, began);
  EXPECT_EQ(status.latest_successful->commit, a);
  EXPECT_EQ(of_main()->state, AttemptState::succeeded);
  EXPECT_EQ(of_main()->scanned_at, clock_.now());
  EXPECT_EQ(of_main()->reason, "1 version registered");
}

TEST_F(Statuses, KeepTheLastSuccessBesideAFailure) {
  put({.mode = SyncMode::automatic});
  finish(run("", a), SyncState::succeeded, {result("new_template")});
  finish(run(a, b), SyncState::succeeded, {result("unchanged")});
  finish(run(b, commit('c')), SyncState::partial, {result("unchanged", 1, "mesh"), result("refused")});
  const auto status = of_vpc();
  EXPECT_EQ(status.latest->state, AttemptState::failed);
  EXPECT_EQ(status.latest->commit, commit('c'));
  EXPECT_EQ(status.latest->commit_before, b);
  EXPECT_EQ(status.latest->reason, "refused: because of refused");
  EXPECT_EQ(status.latest_successful->commit, b);
  EXPECT_EQ(status.latest_successful->commit_before, a);
  EXPECT_EQ(of_main()->state, AttemptState::failed);
}

TEST_F(Statuses, GoByTheTemplateInAPartialSync) {
  put({.mode = SyncMode::automatic});
  finish(run("", a), SyncState::partial, {result("new_template"), result("refused", 1, "mesh")});
  EXPECT_EQ(of_vpc().latest->state, AttemptState::succeeded);
  EXPECT_EQ(of_vpc(2).latest->state, AttemptState::failed);
  EXPECT_EQ(of_vpc(2).latest->reason, "commit aaaaaaa holds no version 2 of template 'vpc'");
}

TEST_F(Statuses, FailForASkippedTemplateAndASyncThatDied) {
  put({.mode = SyncMode::configured});
  finish(run("", a), SyncState::succeeded, {result("skipped")});
  EXPECT_EQ(of_vpc().latest->state, AttemptState::failed);
  finish(run(a, b), SyncState::dead, {}, "the archive is cut short");
  EXPECT_EQ(of_vpc().latest->state, AttemptState::failed);
  EXPECT_EQ(of_vpc().latest->reason, "the archive is cut short");
  EXPECT_TRUE(of_main()->fetched_at.has_value());
  EXPECT_FALSE(of_main()->scanned_at.has_value());
}

TEST_F(Statuses, PassOverSupersededSyncs) {
  put({.mode = SyncMode::automatic});
  finish(run("", a), SyncState::succeeded, {result("new_template")});
  const auto overtaken = run(a, b);
  clock_.advance(seconds(1));
  deliver(b, commit('c'));
  finish(overtaken, SyncState::superseded, {});
  EXPECT_EQ(of_vpc().latest->commit, commit('c'));
  EXPECT_EQ(of_vpc().latest->state, AttemptState::queued);
}

TEST_F(Statuses, SayThatASyncIsTriedAgain) {
  put({.mode = SyncMode::automatic});
  const auto job = run("", a);
  ASSERT_TRUE(queue_.give_up_for_now(job, {.code = ErrorCode::unavailable, .message = "down", .retryable = true}));
  EXPECT_EQ(of_vpc().latest->state, AttemptState::in_progress);
  EXPECT_EQ(of_vpc().latest->reason, "down");
}

TEST_F(Statuses, TellOfALookInVainUntilTheNextSync) {
  finish(run("", a), SyncState::succeeded, {result("new_template")});
  put({.mode = SyncMode::configured, .modified_at = clock_.now(), .due_at = clock_.now()});
  EXPECT_EQ(of_vpc().latest->state, AttemptState::initiated);
  EXPECT_EQ(of_main()->state, AttemptState::initiated);
  put({.mode = SyncMode::configured, .due_at = clock_.now(), .failed_at = clock_.now(), .failure = "no such branch"});
  EXPECT_EQ(of_vpc().latest->state, AttemptState::failed);
  EXPECT_EQ(of_vpc().latest->commit, "");
  EXPECT_EQ(of_vpc().latest->commit_before, a);
  EXPECT_EQ(of_vpc().latest->reason, "no such branch");
  EXPECT_EQ(of_vpc().latest_successful->commit, a);
  EXPECT_EQ(of_main()->reason, "no such branch");
  finish(run(a, b), SyncState::succeeded, {result("new_minor")});
  EXPECT_EQ(of_vpc().latest->state, AttemptState::succeeded);
  EXPECT_EQ(of_main()->state, AttemptState::succeeded);
}

TEST_F(Statuses, FindARepositoryByItsNames) {
  ASSERT_TRUE(
      database_->writer().write([](db::Session& session) { return remember_repository(session, "bitbucket", infra); }));
  finish(run("", a), SyncState::succeeded, {result("new_template")});
  EXPECT_EQ(of_main({.project = "plat", .slug = "INFRA"})->state, AttemptState::succeeded);
  EXPECT_FALSE(of_main({.project = "PLAT", .slug = "other"}).has_value());
}

}  // namespace
}  // namespace baryon::pipeline
