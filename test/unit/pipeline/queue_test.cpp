#include "pipeline/queue.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/enqueue.h"
#include "pipeline/history.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/support/older_database.h"

namespace baryon::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Error passing{.code = ErrorCode::unavailable, .message = "no answer", .hint = "wait", .retryable = true};
const Error final_error{.code = ErrorCode::invalid, .message = "nonsense", .hint = "mend it"};
const Error no_token{.code = ErrorCode::denied, .message = "token refused"};
const Error no_url{.code = ErrorCode::configuration, .message = "no address"};

std::string commit_number(int number) {
  const auto digits = std::to_string(number);
  return std::string(40 - digits.size(), '0') + digits;
}

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
    return milliseconds(database_.number("SELECT run_at FROM sync_records WHERE commit_id = '" + commit + "'") -
                        to_millis(clock_.now()));
  }

  /// Pushes of other branches of a repository, all at once.
  void add_branches(std::int64_t repository, int count) {
    for (int i = 0; i < count; ++i) {
      const auto number = static_cast<int>(repository) * 1000 + i;
      ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
        return announce_delivered(
            session,
            {.forge = "bitbucket",
             .repository = {.id = repository, .project = "P", .slug = "r" + std::to_string(repository)},
             .ref = "refs/heads/b" + std::to_string(i),
             .from = "",
             .commit = commit_number(number)},
            clock_.now());
      }));
    }
  }

  /// The repositories of the next syncs, each ended before the next is claimed.
  std::vector<std::int64_t> served(Queue& queue, int count) {
    std::vector<std::int64_t> repositories;
    for (int i = 0; i < count; ++i) {
      const auto job = claimed(queue);
      repositories.push_back(job.repository.id);
      EXPECT_TRUE(queue.finish(job, {.state = SyncState::succeeded, .reason = "done"}).has_value());
      clock_.advance(seconds(1));
    }
    return repositories;
  }

  void enqueue_again_by_hand(const std::string& sync) {
    ASSERT_EQ(database_->writer().write(
                  [&](db::Session& session) { return enqueue_again(session, sync, "by hand", clock_.now()); }),
              true);
  }

  std::int64_t attempts_of(const std::string& commit) {
    return database_.number("SELECT attempts FROM sync_records WHERE commit_id = '" + commit + "'");
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

TEST_F(Queues, ServeRepositoriesInTurn) {
  add_branches(1, 4);
  clock_.advance(seconds(1));
  add_branches(2, 2);
  auto queue = this->queue();
  EXPECT_EQ(served(queue, 6), (std::vector<std::int64_t>{1, 2, 1, 2, 1, 1}));
}

TEST_F(Queues, LetARepositoryJoinInWhereTheOthersAre) {
  add_branches(1, 6);
  auto queue = this->queue();
  EXPECT_EQ(served(queue, 3), (std::vector<std::int64_t>{1, 1, 1}));
  add_branches(2, 3);  // does not make up for turns it had no use for
  EXPECT_EQ(served(queue, 6), (std::vector<std::int64_t>{1, 2, 1, 2, 1, 2}));
}

TEST_F(Queues, ServeOthersWhileARepositoryWithManyWaitingRuns) {
  add_branches(1, 50);
  auto queue = this->queue();
  const auto running = claimed(queue);
  EXPECT_TRUE(is_idle(queue));
  add_branches(2, 1);
  EXPECT_EQ(claimed(queue).repository.id, 2);
  EXPECT_EQ(running.repository.id, 1);
}

TEST_F(Queues, RefuseASecondRunningSyncOfARepository) {
  add_branches(1, 2);
  const auto ran = database_->writer().write(
      [](db::Session& session) { return session.execute("UPDATE queue SET state = 'running'"); });
  ASSERT_FALSE(ran.has_value());
  EXPECT_EQ(ran.error().code, ErrorCode::conflict);
}

TEST_F(Queues, KeepARowOnlyWhileASyncWaitsOrRuns) {
  add(a);
  auto queue = this->queue();
  const auto job = claimed(queue);
  EXPECT_EQ(database_.number("SELECT count(*) FROM queue"), 1);
  EXPECT_EQ(database_.text("SELECT state FROM syncs"), "");
  ASSERT_TRUE(queue.finish(job, {.state = SyncState::succeeded, .reason = "done"}).has_value());
  EXPECT_EQ(database_.number("SELECT count(*) FROM queue"), 0);
  EXPECT_EQ(database_.text("SELECT state FROM syncs"), "succeeded");
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

TEST_F(Queues, LeaveASyncThatNobodyKnowsToRunToTheRescuer) {
  add(a, 1);
  auto one = queue("one", {.lease = seconds(60)});
  claimed(one);  // as if the word of it had been lost
  clock_.advance(seconds(50));
  ASSERT_TRUE(one.extend_leases({}).has_value());
  clock_.advance(seconds(50));
  EXPECT_EQ(one.rescue(), 1);
  EXPECT_EQ(state_of(a), "retryable");
}

TEST_F(Queues, ExtendTheLeasesOfTheirOwnerOnly) {
  add(a, 1);
  add(b, 2);
  auto one = queue("one", {.lease = seconds(60)});
  auto two = queue("two", {.lease = seconds(60)});
  const std::vector both{claimed(one).id, claimed(two).id};
  clock_.advance(seconds(50));
  ASSERT_TRUE(one.extend_leases(both).has_value());
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

TEST_F(Queues, TellTwoAttemptsOfOneProcessApart) {
  add(a);
  auto queue = this->queue("one", {.lease = seconds(60)});
  const auto lost = claimed(queue);
  clock_.advance(seconds(61));
  EXPECT_EQ(queue.rescue(), 1);
  const auto held = claimed(queue);
  EXPECT_TRUE(queue.finish(lost, {.state = SyncState::dead, .reason = "too late"}).has_value());
  EXPECT_EQ(state_of(a), "running");
  ASSERT_TRUE(queue.finish(held, {.state = SyncState::succeeded, .reason = "done"}).has_value());
  EXPECT_EQ(state_of(a), "succeeded");
  EXPECT_EQ(attempts_of(a), 2);
}

TEST_F(Queues, PauseLongerAfterEachFailure) {
  add(a);
  const QueueOptions options{.max_attempts = 100, .first_delay = seconds(1), .longest_delay = minutes(1)};
  auto queue = this->queue("one", options);
  for (int attempt = 1; attempt <= 30; ++attempt) {
    ASSERT_EQ(queue.give_up_for_now(claimed(queue), passing), SyncState::retryable);
    const auto ceiling = std::min<milliseconds>(minutes(1), seconds(1) * (std::int64_t{1} << std::min(attempt, 20)));
    EXPECT_GE(wait_of(a), seconds(1)) << attempt;
    EXPECT_LE(wait_of(a), ceiling) << attempt;
    EXPECT_TRUE(is_idle(queue));
    clock_.advance(wait_of(a));
  }
}

// Syncs that failed together would otherwise all come back together.
TEST_F(Queues, SpreadPausesOverTheirWholeRange) {
  auto queue = this->queue();
  constexpr int repositories = 40;
  for (int i = 1; i <= repositories; ++i) add(commit_number(i), i);
  std::vector<Job> jobs;
  for (int i = 0; i < repositories; ++i) jobs.push_back(claimed(queue));
  std::multiset<milliseconds> waits;
  for (const auto& job : jobs) {
    ASSERT_EQ(queue.give_up_for_now(job, passing), SyncState::retryable);
    waits.insert(wait_of(job.commit));
  }
  // Between one second and two; in one of 10^5 runs none of 40 is in an outer quarter.
  EXPECT_LT(*waits.begin(), milliseconds(1250));
  EXPECT_GT(*waits.rbegin(), milliseconds(1750));
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

TEST_F(Queues, RunASyncThatWasCutOffBeforeOthersOfItsRepository) {
  add(a);
  clock_.advance(seconds(1));
  add(b);
  auto killed = queue("killed");
  EXPECT_EQ(claimed(killed).commit, a);
  clock_.advance(seconds(10));
  auto next = queue("next");
  EXPECT_EQ(next.take_back_all(), 1);
  EXPECT_EQ(claimed(next).commit, a);
}

TEST_F(Queues, NameOneRunInAllAttemptsOfASync) {
  add(a);
  auto queue = this->queue();
  const auto first = claimed(queue);
  EXPECT_FALSE(first.run.empty());
  ASSERT_EQ(queue.give_up_for_now(first, passing), SyncState::retryable);
  enqueue_again_by_hand(first.id);
  EXPECT_EQ(claimed(queue).run, first.run);
  EXPECT_EQ(queue.take_back_all(), 1);
  const auto third = claimed(queue);
  EXPECT_EQ(third.run, first.run);
  ASSERT_TRUE(queue.finish(third, {.state = SyncState::succeeded, .reason = ""}).has_value());
  enqueue_again_by_hand(first.id);
  EXPECT_NE(claimed(queue).run, first.run);
}

// What the attempt before made is not the newest any more: the commit between was synced.
TEST_F(Queues, BeginANewRunWhenTheRefHasComeBackFromAnotherCommit) {
  add(a);
  auto queue = this->queue("one", {.first_delay = minutes(1), .longest_delay = minutes(1)});
  const auto first = claimed(queue);
  ASSERT_EQ(queue.give_up_for_now(first, passing), SyncState::retryable);
  clock_.advance(seconds(1));
  ask(a, b);
  const auto between = claimed(queue);
  ASSERT_EQ(between.commit, b);
  ASSERT_TRUE(queue.finish(between, {.state = SyncState::succeeded, .reason = ""}).has_value());
  ask(b, a);
  clock_.advance(minutes(1));
  const auto again = claimed(queue);
  EXPECT_EQ(again.id, first.id);
  EXPECT_NE(again.run, first.run);
}

TEST_F(Queues, KeepTheRunWhenNothingWasSyncedBetween) {
  add(a);
  auto queue = this->queue();
  const auto first = claimed(queue);
  ask(a, b);
  ask(b, a);
  ASSERT_TRUE(queue.finish(first, {.state = SyncState::superseded, .reason = ""}).has_value());
  EXPECT_EQ(claimed(queue).run, first.run);
}

TEST_F(Queues, DoNotStandStillWhenTheClockIsSetBack) {
  add(a, 1);
  add(b, 2);
  auto queue = this->queue();
  const auto job = claimed(queue);
  EXPECT_EQ(queue.give_up_for_now(job, passing), SyncState::retryable);
  clock_.advance(-std::chrono::hours(3));
  EXPECT_TRUE(is_idle(queue));
  EXPECT_EQ(queue.rescue(), 0);
  EXPECT_EQ((std::set{claimed(queue).commit, claimed(queue).commit}), (std::set{a, b}));
}

TEST_F(Queues, BuryASyncThatKillsItsProcessEveryTime) {
  add(a);
  auto queue = this->queue("one", {.max_attempts = 3});
  for (int i = 0; i < 3; ++i) {
    claimed(queue);
    EXPECT_EQ(queue.take_back_all(), i < 2 ? 1 : 0);
  }
  EXPECT_EQ(state_of(a), "dead");
  EXPECT_EQ(attempts_of(a), 3);
  EXPECT_EQ(queue.depth()->by_state, (std::map<SyncState, std::int64_t>{{SyncState::dead, 1}}));
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

TEST_F(Queues, KeepWhatAnOlderProgramLeft) {
  constexpr int before_the_split = 5;
  test::OlderDatabase older(before_the_split);
  const auto sync = [&](const std::string& id, int repository, const std::string& state) {
    older.run("INSERT INTO syncs VALUES ('" + id + "', 'bitbucket', " + std::to_string(repository) +
              ", 'P', 'r', 'refs/heads/" + id + "', '" + a + "', 's', 'd', '" + state +
              "', 'why', 'hint', 3, 1, 100, 200, 150, NULL, 'gone', 300)");
  };
  sync("q", 1, "queued");
  sync("r", 2, "running");
  sync("t", 1, "retryable");
  sync("s", 1, "succeeded");
  sync("x", 3, "dead");
  const auto database = older.open();
  ASSERT_NE(database, nullptr);
  Queue queue(*database, clock_, "new");
  const auto depth = queue.depth();
  ASSERT_TRUE(depth.has_value()) << depth.error().text();
  EXPECT_EQ(depth->by_state,
            (std::map<SyncState, std::int64_t>{
                {SyncState::queued, 1}, {SyncState::running, 1}, {SyncState::retryable, 1}, {SyncState::dead, 1}}));
  History history(*database);
  EXPECT_EQ((**history.sync("s")).state, "succeeded");
  const auto waiting = **history.sync("t");
  EXPECT_EQ(waiting.state, "retryable");
  EXPECT_EQ(waiting.attempts, 3);
  EXPECT_EQ(waiting.run_at, from_millis(200));
  EXPECT_EQ(queue.take_back_all(), 1);
  const auto job = **queue.claim();
  EXPECT_EQ(job.id, "q");
  EXPECT_EQ(job.attempt, 4);
  EXPECT_EQ(job.waits, 1);
}

// As several nodes: each with connections of its own, where the database is a server. An SQLite database has one node.
TEST_F(Queues, HandOutEachSyncOnceToManyWorkersOfSeveralNodes) {
  constexpr int repositories = 7;
  constexpr int branches = 9;
  constexpr std::size_t count = repositories * branches;
  for (int repository = 1; repository <= repositories; ++repository) add_branches(repository, branches);
  std::vector<std::unique_ptr<db::Database>> others;
  if (test::TemporaryDatabasePlace::is_on_postgresql())
    for (int i = 0; i < 2; ++i) others.push_back(*db::Database::open(database_.url()));
  std::mutex mutex;
  std::multiset<std::string> seen;
  std::set<std::int64_t> running;
  const auto work = [&](db::Database& database, const std::string& owner) {
    Queue queue(database, clock_, owner);
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
  };
  {
    std::vector<std::jthread> workers;
    for (int w = 0; w < 6; ++w)
      workers.emplace_back([&, w] {
        const auto node = static_cast<std::size_t>(w) % (others.size() + 1);
        work(node == 0 ? *database_ : *others[node - 1], "node-" + std::to_string(node));
      });
  }
  EXPECT_EQ(seen.size(), count);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), count);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs WHERE state = 'succeeded'"), static_cast<std::int64_t>(count));
}

}  // namespace
}  // namespace baryon::pipeline
