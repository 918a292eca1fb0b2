#include "pipeline/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "pipeline/queue.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using testing::HasSubstr;

const auto a = commit('a');
const auto b = commit('b');

class Retries : public PipelineTest {
 protected:
  std::string sync_of(const std::string& commit) {
    return database_.text("SELECT id FROM syncs WHERE commit_id = '" + commit + "'");
  }

  /// Runs what is due to this end.
  void run(SyncState state) {
    const auto job = queue_.claim();
    ASSERT_TRUE(job && *job);
    ASSERT_TRUE(queue_.finish(**job, {.state = state, .reason = "first"}).has_value());
  }

  Retried retried(const std::string& what) {
    const auto done = retry(*database_, what, clock_.now());
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    return done && done->size() == 1 ? done->front() : Retried{};
  }

  Queue queue_{*database_, clock_, "one"};
};

TEST_F(Retries, QueueAFinishedSyncWithAllItsAttempts) {
  for (const auto state : {SyncState::dead, SyncState::partial, SyncState::succeeded}) {
    const auto commit = std::string(40, static_cast<char>('0' + static_cast<int>(state)));
    deliver("", commit, "refs/heads/" + commit);
    run(state);
    const auto done = retried(sync_of(commit));
    EXPECT_TRUE(done.is_queued);
    EXPECT_EQ(done.state_before, to_string(state));
    const auto job = queue_.claim();
    ASSERT_TRUE(job && *job);
    EXPECT_EQ((*job)->commit, commit);
    EXPECT_EQ((*job)->attempt, 1);
    ASSERT_TRUE(queue_.finish(**job, {.state = SyncState::succeeded, .reason = "second"}).has_value());
    EXPECT_EQ(state_of(commit, "refs/heads/" + commit), "succeeded");
  }
}

TEST_F(Retries, MakeAWaitingSyncDueNow) {
  deliver("", a);
  const auto job = queue_.claim();
  ASSERT_TRUE(job && *job);
  ASSERT_TRUE(queue_.give_up_for_now(**job, {.code = ErrorCode::unavailable, .message = "m", .retryable = true}));
  EXPECT_EQ(state_of(a), "retryable");
  EXPECT_TRUE(retried(sync_of(a)).is_queued);
  const auto again = queue_.claim();
  EXPECT_TRUE(again && *again);
}

TEST_F(Retries, LeaveWhatIsQueuedRunningOrOvertaken) {
  deliver("", a);
  EXPECT_EQ(retried(sync_of(a)).reason, "it is queued already");
  const auto job = queue_.claim();
  ASSERT_TRUE(job && *job);
  EXPECT_EQ(retried(sync_of(a)).reason, "it is running now");
  EXPECT_EQ(state_of(a), "running");
  deliver(a, b);
  ASSERT_TRUE(queue_.finish(**job, {.state = SyncState::superseded, .reason = "b"}).has_value());
  const auto done = retried(sync_of(a));
  EXPECT_FALSE(done.is_queued);
  EXPECT_EQ(done.reason, "a newer commit has taken its place");
}

TEST_F(Retries, TakeAllSyncsOfADelivery) {
  Ingest ingest(*database_, clock_, {.rules = {.branches = {"**"}}});
  const auto receipt = accept(ingest, delivery_of({push("", a), push("", b, "refs/heads/next")}));
  ASSERT_TRUE(receipt.has_value());
  run(SyncState::dead);
  run(SyncState::dead);
  const auto done = retry(*database_, receipt->delivery, clock_.now());
  ASSERT_TRUE(done.has_value()) << done.error().text();
  EXPECT_EQ(done->size(), 2U);
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(state_of(b, "refs/heads/next"), "queued");
}

TEST_F(Retries, SayWhyADeliveryHasNothingToRun) {
  Ingest ingest(*database_, clock_, {.rules = {.branches = {"main"}}});
  const auto receipt = accept(ingest, delivery_of({push("", a, "refs/heads/next")}));
  ASSERT_TRUE(receipt.has_value());
  const auto done = retry(*database_, receipt->delivery, clock_.now());
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::invalid);
  EXPECT_THAT(done.error().message, HasSubstr("brought no sync"));
}

TEST_F(Retries, RefuseWhatIsNotThere) {
  EXPECT_EQ(retry(*database_, "01j00000000000000000000000", clock_.now()).error().code, ErrorCode::not_found);
  EXPECT_EQ(retry(*database_, "PLAT/infra", clock_.now()).error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace baryon::pipeline
