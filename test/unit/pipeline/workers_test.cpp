#include "pipeline/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/reconcile_threads.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/pipeline/registrar_support.h"
#include "unit/store/store_double.h"
#include "unit/support/wait_until.h"

namespace baryon::pipeline {
namespace {

using forge::ForgeDouble;
using Call = ForgeDouble::Call;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::wait_until;

const auto a = commit('a');
const auto b = commit('b');

class WorkersTest : public PipelineTest {
 protected:
  static WorkersOptions quick(std::size_t count = 2) {
    return {.count = count, .poll = milliseconds(2), .heartbeat = milliseconds(5), .drain = seconds(30)};
  }

  void forge_has(const std::string& commit) {
    forge_.push(infra, main_ref, commit, test::SampleRepository().environment("vpc/v1").archive());
  }

  // Runs `work` while the forge hands out an archive.
  void during_archive(std::function<void()> work) {
    forge_.on_call([work = std::move(work)](Call call) {
      if (call == Call::archive) work();
    });
  }

  ForgeDouble forge_;
  store::StoreDouble store_;
  registry::EmbeddedRegistry registry_{*database_, clock_, {}};
  Registrar registrar_{store_, registry_, {.scratch_directory = database_.directory()}};
  Queue queue_{*database_, clock_, "test", {.first_delay = milliseconds(1), .longest_delay = milliseconds(2)}};
  Rules rules_{.branches = {"**"}};
  SyncRunner runner_{
      *database_, forge_, registrar_, clock_, {.rules = rules_, .spool_directory = database_.directory()}};
  SyncConfigLooks looks_{*database_, forge_, clock_};
  std::stop_source cancel_;
};

TEST_F(WorkersTest, RunWhatIsQueued) {
  forge_has(a);
  std::atomic<int> finished = 0;
  auto options = quick();
  options.on_finished = [&](SyncState state, std::chrono::nanoseconds) {
    EXPECT_EQ(state, SyncState::succeeded);
    ++finished;
  };
  Workers workers(queue_, runner_, looks_, cancel_, options);
  workers.start();
  deliver("", a);
  workers.wake();
  EXPECT_TRUE(wait_until([&] { return state_of(a) == "succeeded" && finished == 1 && forge_.reports().size() == 1; }));
}

TEST_F(WorkersTest, WakeAtOnceWithoutWaitingForThePoll) {
  forge_has(a);
  auto options = quick();
  options.poll = std::chrono::hours(1);
  Workers workers(queue_, runner_, looks_, cancel_, options);
  workers.start();
  deliver("", a);
  workers.wake();
  EXPECT_TRUE(wait_until([&] { return state_of(a) == "succeeded"; }));
}

TEST_F(WorkersTest, TryAgainAfterAFailure) {
  forge_has(a);
  forge_.fail_next(Call::archive, {.code = ErrorCode::unavailable, .message = "down", .retryable = true}, 3);
  deliver("", a);
  Workers workers(queue_, runner_, looks_, cancel_, quick());
  workers.start();
  EXPECT_TRUE(wait_until([&] {
    clock_.advance(milliseconds(1));
    return state_of(a) == "succeeded";
  }));
  EXPECT_EQ(database_.number("SELECT attempts FROM sync_records"), 4);
}

TEST_F(WorkersTest, ReportADeadSyncButNotOneThatIsTriedAgain) {
  forge_has(a);
  forge_.fail_next(Call::archive, {.code = ErrorCode::unavailable, .message = "down", .retryable = true});
  forge_.fail_next(Call::archive, {.code = ErrorCode::too_large, .message = "too large"});
  deliver("", a);
  Workers workers(queue_, runner_, looks_, cancel_, quick());
  workers.start();
  EXPECT_TRUE(wait_until([&] {
    clock_.advance(milliseconds(1));
    return forge_.reports().size() == 1;
  }));
  EXPECT_EQ(forge_.reports()[0].status.state, forge::BuildState::failed);
  EXPECT_EQ(forge_.reports()[0].status.description, "too large");
}

TEST_F(WorkersTest, LetARunningSyncFinishWhenStopped) {
  forge_has(a);
  std::latch begun(1);
  std::latch go_on(1);
  during_archive([&] {
    begun.count_down();
    go_on.wait();
  });
  deliver("", a);
  Workers workers(queue_, runner_, looks_, cancel_, quick(1));
  workers.start();
  begun.wait();
  deliver("", b, "refs/heads/x");  // not to be begun any more
  std::atomic<bool> is_stopping = false;
  std::jthread stopper([&] {
    is_stopping = true;
    workers.stop();
  });
  ASSERT_TRUE(wait_until([&] { return is_stopping.load(); }));
  go_on.count_down();
  stopper.join();
  EXPECT_EQ(state_of(a), "succeeded");
  EXPECT_FALSE(cancel_.stop_requested() && state_of(a) != "succeeded");
}

TEST_F(WorkersTest, HandBackWhatDoesNotFinishInTime) {
  forge_has(a);
  forge_.fail_next(Call::archive, {.code = ErrorCode::unavailable, .message = "stopped", .retryable = true});
  std::latch begun(1);
  std::mutex mutex;
  std::condition_variable_any stopped;
  during_archive([&] {
    begun.count_down();
    std::unique_lock lock(mutex);
    stopped.wait(lock, cancel_.get_token(), [] { return false; });  // until the transfer is cancelled
  });
  deliver("", a);
  auto options = quick(1);
  options.drain = milliseconds(20);
  Workers workers(queue_, runner_, looks_, cancel_, options);
  workers.start();
  begun.wait();
  workers.stop();
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(database_.number("SELECT attempts FROM sync_records"), 0);
}

TEST_F(WorkersTest, KeepTheLeaseOfALongSyncAlive) {
  forge_has(a);
  std::latch begun(1);
  std::latch go_on(1);
  during_archive([&] {
    begun.count_down();
    go_on.wait();
  });
  deliver("", a);
  Workers workers(queue_, runner_, looks_, cancel_, quick(1));
  workers.start();
  begun.wait();
  const auto begin = to_millis(clock_.now());
  for (int i = 0; i < 3; ++i) {
    clock_.advance(seconds(50));
    const auto now = to_millis(clock_.now());
    EXPECT_TRUE(wait_until([&] { return database_.number("SELECT lease_until FROM queue") >= now + 60'000; }));
  }
  EXPECT_GT(to_millis(clock_.now()), begin + 60'000);
  go_on.count_down();
  EXPECT_TRUE(wait_until([&] { return state_of(a) == "succeeded"; }));
}

TEST_F(WorkersTest, RescueWhatADeadProcessLeft) {
  forge_has(a);
  deliver("", a);
  Queue dead(*database_, clock_, "dead");
  ASSERT_TRUE((*dead.claim()).has_value());
  clock_.advance(seconds(61));
  Workers workers(queue_, runner_, looks_, cancel_, quick());
  workers.start();
  EXPECT_TRUE(wait_until([&] { return state_of(a) == "succeeded"; }));
}

TEST_F(WorkersTest, OnlyReceiveWithACountOfZero) {
  forge_has(a);
  deliver("", a);
  Workers workers(queue_, runner_, looks_, cancel_, quick(0));
  workers.start();
  workers.wake();
  workers.stop();
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(WorkersTest, StopTwiceAndWithoutStart) {
  Workers workers(queue_, runner_, looks_, cancel_, quick());
  workers.stop();
  workers.start();
  workers.stop();
  workers.stop();
}

// Many senders, two processes' worth of workers, a forge that fails now and then: whatever the order, each branch ends
// registered at its last commit, and nothing is done twice.
TEST_F(WorkersTest, BringEveryBranchToItsLastCommitUnderStress) {
  constexpr int repositories = 4;
  constexpr int branches = 2;
  constexpr int pushes = 5;
  const auto repository = [](int r) {
    return forge::Repository{.id = r + 1, .project = "P", .slug = "r" + std::to_string(r)};
  };
  const auto ref = [](int branch) { return "refs/heads/b" + std::to_string(branch); };
  const auto hash = [](int r, int branch, int n) {
    auto id = std::to_string(1'000'000 + r * 10'000 + branch * 1000 + n);
    return std::string(40 - id.size(), 'f') + id;
  };
  Ingest ingest(*database_, clock_, {.rules = rules_});
  Queue second_queue(*database_, clock_, "second", {.first_delay = milliseconds(1), .longest_delay = milliseconds(2)});
  Workers first(queue_, runner_, looks_, cancel_, quick(3));
  Workers second(second_queue, runner_, looks_, cancel_, quick(3));
  Reconciler reconciler(*database_, forge_, clock_, {.rules = rules_});
  std::stop_source reconcile_cancel;
  ReconcileThreads comparing(reconciler, reconcile_cancel,
                             {.poll = milliseconds(2), .on_queued = [&] { first.wake(); }});
  first.start();
  second.start();
  comparing.start();
  for (const auto call : {Call::archive, Call::head, Call::branches})
    forge_.fail_next(call, {.code = ErrorCode::unavailable, .message = "busy", .retryable = true}, 5);
  {
    std::vector<std::jthread> senders;
    for (int r = 0; r < repositories; ++r)
      for (int branch = 0; branch < branches; ++branch)
        senders.emplace_back([&, r, branch] {
          std::vector<forge::RefChange> changes;
          for (int n = 0; n < pushes; ++n) {
            const auto content =
                test::SampleRepository()
                    .environment("t" + std::to_string(r) + "-" + std::to_string(branch) + "/v1")
                    .file("t" + std::to_string(r) + "-" + std::to_string(branch) + "/v1/n", std::to_string(n));
            forge_.push(repository(r), ref(branch), hash(r, branch, n), content.archive());
            changes.push_back(push(n == 0 ? "" : hash(r, branch, n - 1), hash(r, branch, n), ref(branch)));
          }
          std::swap(changes[1], changes[3]);  // out of order
          changes.push_back(changes[2]);      // and twice
          for (const auto& change : changes) {
            EXPECT_TRUE(accept(ingest, delivery_of({change}, repository(r))).has_value());
            first.wake();
          }
        });
  }
  const auto is_done = [&] {
    clock_.advance(milliseconds(10));
    if (database_.number("SELECT count(*) FROM queue") > 0) return false;
    return reconciles() == 0;
  };
  EXPECT_TRUE(wait_until(is_done, seconds(100)));
  comparing.stop();
  first.stop();
  second.stop();
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs WHERE state = 'dead'"), 0);
  for (int r = 0; r < repositories; ++r)
    for (int branch = 0; branch < branches; ++branch) {
      EXPECT_EQ(state_of(hash(r, branch, pushes - 1), ref(branch)), "succeeded");
      const auto name = "t" + std::to_string(r) + "-" + std::to_string(branch);
      EXPECT_EQ((**registry_.find_version(name, std::nullopt)).commit, hash(r, branch, pushes - 1)) << name;
    }
  EXPECT_EQ(database_.number("SELECT count(*) FROM (SELECT name, digest FROM versions GROUP BY name, digest HAVING "
                             "count(*) > 1) AS doubled"),
            0);
}

}  // namespace
}  // namespace baryon::pipeline
