#include "pipeline/queue.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/history.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Error passing{.code = ErrorCode::unavailable, .message = "no answer", .hint = "wait", .retryable = true};
const Error final_error{.code = ErrorCode::invalid, .message = "nonsense", .hint = "mend it"};
const Error no_token{.code = ErrorCode::denied, .message = "token refused"};
const Error no_url{.code = ErrorCode::configuration, .message = "no address"};

class Queues : public PipelineTest {
 protected:
  Queue queue(const std::string& owner = "one", QueueOptions options = {}) {
    return {*database_, clock_, owner, options};
  }

  void add(const std::string& commit, std::int64_t repository = infra.id) {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
      return announce_delivered(
          session,
          {.forge = "bitbucket",
           .repository = {.id = repository, .project = "P", .slug = "r" + std::to_string(repository)},
           .ref = main_ref,
           .from = "",
           .commit = commit},
          clock_.now());
    }));
  }

  static Job claimed(Queue& queue) {
    const auto job = queue.claim();
    EXPECT_TRUE(job.has_value() && job->has_value());
    return job && *job ? **job : Job{};
  }

  static bool is_idle(Queue& queue) {
    const auto job = queue.claim();
    EXPECT_TRUE(job.has_value());
    return job && !*job;
  }

  milliseconds wait_of(const std::string& commit) {
    return milliseconds(database_.number("SELECT run_at FROM syncs WHERE commit_id = '" + commit + "'") -
                        to_millis(clock_.now()));
  }

  std::int64_t attempts_of(const std::string& commit) {
    return database_.number("SELECT attempts FROM syncs WHERE commit_id = '" + commit + "'");
  }
};

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');

TEST_F(Queues, HandOutWhatIsDueLongest) {
  add(a, 1);
  clock_.advance(seconds(1));
  add(b, 2);
  add(c, 3);  // in the same millisecond: in the order made
  auto queue = this->queue();
  EXPECT_EQ(claimed(queue).commit, a);
  EXPECT_EQ(claimed(queue).commit, b);
  EXPECT_EQ(claimed(queue).commit, c);
  EXPECT_TRUE(is_idle(queue));
}

TEST_F(Queues, TellTheWorkerEverything) {
  deliver(a, b);
  deliver("", a);
  auto queue = this->queue();
  const auto job = claimed(queue);
  EXPECT_EQ(job.forge, "bitbucket");
  EXPECT_EQ(job.repository.id, infra.id);
  EXPECT_EQ(job.repository.path(), infra.path());
  EXPECT_EQ(job.ref, main_ref);
  EXPECT_EQ(job.commit, b);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.announced, a);
  EXPECT_TRUE(job.is_order_doubtful);
}

TEST_F(Queues, RunOneSyncOfARepositoryAtATime) {
  add(a, 1);
  add(b, 1);
  add(c, 2);
  auto queue = this->queue();
  const auto first = claimed(queue);
  EXPECT_EQ(first.commit, a);
  EXPECT_EQ(claimed(queue).commit, c);
  EXPECT_TRUE(is_idle(queue));
  ASSERT_TRUE(queue.finish(first, {.state = SyncState::succeeded, .reason = "done"}).has_value());
  EXPECT_EQ(claimed(queue).commit, b);
}

TEST_F(Queues, LetAFailingSyncStepAside) {
  add(a, 1);
  add(b, 1);
  auto queue = this->queue();
  EXPECT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::retryable);
  EXPECT_EQ(claimed(queue).commit, b);
}

TEST_F(Queues, KeepHowASyncEnded) {
  add(a);
  auto queue = this->queue();
  const auto job = claimed(queue);
  clock_.advance(seconds(3));
  ASSERT_TRUE(queue
                  .finish(job, {.state = SyncState::partial,
                                .reason = "one refused",
                                .hint = "mend it",
                                .results = {{.name = "vpc",
                                             .kind = "environment",
                                             .directory = "vpc/v1",
                                             .major = 1,
                                             .minor = 0,
                                             .outcome = "new_template",
                                             .reason = "the template is new"},
                                            {.name = "web",
                                             .kind = "",
                                             .directory = "web/v1",
                                             .major = 1,
                                             .minor = {},
                                             .outcome = "refused",
                                             .reason = "no schema",
                                             .hint = "add one"}}})
                  .has_value());
  History history(*database_);
  const auto record = **history.sync(job.id);
  EXPECT_EQ(record.state, "partial");
  EXPECT_EQ(record.reason, "one refused");
  EXPECT_EQ(record.hint, "mend it");
  EXPECT_EQ(*record.finished_at - *record.started_at, seconds(3));
  ASSERT_EQ(record.results.size(), 2U);
  EXPECT_EQ(record.results[0].minor, 0);
  EXPECT_EQ(record.results[1].minor, std::nullopt);
  EXPECT_EQ(record.results[1].hint, "add one");
  EXPECT_TRUE(is_idle(queue));
}

TEST_F(Queues, RescueASyncWhoseLeaseRanOut) {
  add(a);
  auto dead = queue("dead", {.lease = seconds(60)});
  auto alive = queue("alive");
  claimed(dead);
  clock_.advance(seconds(60));
  EXPECT_EQ(alive.rescue(), 0);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(alive.rescue(), 1);
  EXPECT_EQ(state_of(a), "retryable");
  EXPECT_EQ(claimed(alive).attempt, 2);
}

TEST_F(Queues, ExtendTheLeasesOfTheirOwnerOnly) {
  add(a, 1);
  add(b, 2);
  auto one = queue("one", {.lease = seconds(60)});
  auto two = queue("two", {.lease = seconds(60)});
  claimed(one);
  claimed(two);
  clock_.advance(seconds(50));
  ASSERT_TRUE(one.extend_leases().has_value());
  clock_.advance(seconds(50));
  EXPECT_EQ(one.rescue(), 1);
  EXPECT_EQ(state_of(a), "running");
  EXPECT_EQ(state_of(b), "retryable");
}

TEST_F(Queues, LetOnlyTheHolderOfTheLeaseEndASync) {
  add(a);
  auto slow = queue("slow", {.lease = seconds(60)});
  auto fast = queue("fast");
  const auto lost = claimed(slow);
  clock_.advance(seconds(61));
  EXPECT_EQ(fast.rescue(), 1);
  const auto held = claimed(fast);
  EXPECT_TRUE(slow.finish(lost, {.state = SyncState::dead, .reason = "too late"}).has_value());
  EXPECT_EQ(state_of(a), "running");
  static_cast<void>(slow.give_up_for_now(lost, passing));
  EXPECT_EQ(state_of(a), "running");
  EXPECT_EQ(slow.hand_back(), 0);
  ASSERT_TRUE(fast.finish(held, {.state = SyncState::succeeded, .reason = "done"}).has_value());
  EXPECT_EQ(state_of(a), "succeeded");
}

TEST_F(Queues, PauseLongerAfterEachFailure) {
  add(a);
  const QueueOptions options{.max_attempts = 100, .first_delay = seconds(1), .longest_delay = minutes(1)};
  auto queue = this->queue("one", options);
  for (int attempt = 1; attempt <= 30; ++attempt) {
    ASSERT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::retryable);
    const auto ceiling =
        std::min<milliseconds>(minutes(1), seconds(1) * (std::int64_t{1} << std::min(attempt - 1, 20)));
    EXPECT_GE(wait_of(a), ceiling / 2) << attempt;
    EXPECT_LT(wait_of(a), ceiling) << attempt;
    EXPECT_TRUE(is_idle(queue));
    clock_.advance(wait_of(a));
  }
}

TEST_F(Queues, WaitAsLongAsThePeerAskedFor) {
  add(a);
  auto queue = this->queue();
  auto busy = passing;
  busy.retry_after = seconds(600);
  static_cast<void>(queue.give_up_for_now(claimed(queue), busy));
  EXPECT_EQ(wait_of(a), seconds(600));
}

TEST_F(Queues, GiveUpAtOnceWhatIsFinal) {
  add(a);
  auto queue = this->queue();
  EXPECT_EQ(queue.give_up_for_now(claimed(queue), final_error), SyncState::dead);
  EXPECT_EQ(database_.text("SELECT reason || '|' || hint FROM syncs"), "nonsense|mend it");
  EXPECT_TRUE(is_idle(queue));
}

TEST_F(Queues, GiveUpAfterTheLastAttempt) {
  add(a);
  auto queue = this->queue("one", {.max_attempts = 3});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::retryable);
    clock_.advance(minutes(1));
  }
  EXPECT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::dead);
  EXPECT_EQ(database_.text("SELECT reason FROM syncs"), "given up after 3 attempts: no answer");
  EXPECT_EQ(attempts_of(a), 3);
}

TEST_F(Queues, NeverGiveUpWaitingForConfiguration) {
  add(a);
  auto queue = this->queue("one", {.max_attempts = 3});
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(queue.give_up_for_now(claimed(queue), i % 2 == 0 ? no_token : no_url), SyncState::retryable);
    clock_.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(state_of(a), "retryable");
}

TEST_F(Queues, DoNotCountTheWaitForConfigurationAsAttempts) {
  add(a);
  auto queue = this->queue("one", {.max_attempts = 3});
  for (int i = 0; i < 20; ++i) {
    static_cast<void>(queue.give_up_for_now(claimed(queue), no_token));
    clock_.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::retryable);
}

TEST_F(Queues, TakeBackWhatADeadProcessLeft) {
  add(a, 1);
  add(b, 2);
  auto before = queue("before");
  claimed(before);
  claimed(before);
  auto now = queue("now");
  EXPECT_EQ(now.take_back_all(), 2);
  EXPECT_EQ(claimed(now).attempt, 2);
}

TEST_F(Queues, BuryASyncThatKillsItsProcessEveryTime) {
  add(a);
  auto queue = this->queue("one", {.max_attempts = 3});
  for (int i = 0; i < 3; ++i) {
    claimed(queue);
    EXPECT_EQ(queue.take_back_all(), i < 2 ? 1 : 0);
  }
  EXPECT_EQ(state_of(a), "dead");
}

TEST_F(Queues, HandBackAsIfNotTried) {
  add(a);
  auto queue = this->queue();
  claimed(queue);
  EXPECT_EQ(queue.hand_back(), 1);
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(attempts_of(a), 0);
}

// Between claim and end of a sync that looked overtaken, the forge may say that the ref is at its commit after all.
TEST_F(Queues, DoNotEndASyncAsSupersededWhenItsCommitIsTheTipAgain) {
  add(a);
  add(b);
  auto queue = this->queue();
  const auto job = claimed(queue);
  ASSERT_EQ(job.announced, b);
  ask(b, a);
  ASSERT_TRUE(queue.finish(job, {.state = SyncState::superseded, .reason = "main is at bbbbbbb now"}).has_value());
  EXPECT_EQ(tip(), a);
  EXPECT_NE(state_of(a), "superseded");
}

TEST_F(Queues, TellTheirDepth) {
  auto queue = this->queue();
  EXPECT_TRUE(queue.depth()->by_state.empty());
  EXPECT_EQ(*queue.oldest_due(), std::nullopt);
  const auto begin = clock_.now();
  add(a, 1);
  clock_.advance(seconds(10));
  add(b, 2);
  claimed(queue);
  const auto depth = queue.depth();
  EXPECT_EQ(depth->by_state.at(SyncState::running), 1);
  EXPECT_EQ(depth->by_state.at(SyncState::queued), 1);
  EXPECT_EQ(depth->oldest_waiting, begin + seconds(10));
  EXPECT_EQ(*queue.oldest_due(), begin + seconds(10));
}

TEST_F(Queues, HandOutEachSyncOnceToManyWorkers) {
  constexpr int count = 60;
  for (int i = 0; i < count; ++i) {
    std::string id = std::to_string(100 + i);
    add(std::string(40 - id.size(), '0') + id, i % 7 + 1);
  }
  std::mutex mutex;
  std::multiset<std::string> seen;
  std::set<std::int64_t> running;
  {
    std::vector<std::jthread> workers;
    for (int w = 0; w < 4; ++w)
      workers.emplace_back([&, w] {
        auto queue = this->queue("worker-" + std::to_string(w));
        while (true) {
          const auto job = queue.claim();
          ASSERT_TRUE(job.has_value()) << job.error().text();
          {
            const std::lock_guard lock(mutex);
            if (seen.size() == count && running.empty()) return;
            if (!*job) continue;
            seen.insert((*job)->id);
            EXPECT_TRUE(running.insert((*job)->repository.id).second) << "two syncs of one repository at a time";
          }
          {
            const std::lock_guard lock(mutex);
            running.erase((*job)->repository.id);
          }
          EXPECT_TRUE(queue.finish(**job, {.state = SyncState::succeeded, .reason = ""}).has_value());
        }
      });
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), static_cast<std::size_t>(count));
}

}  // namespace
}  // namespace baryon::pipeline
