#include "pipeline/reconcile_threads.h"

#include <gtest/gtest.h>

#include <atomic>

#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/support/wait_until.h"

namespace baryon::pipeline {
namespace {

using Call = forge::ForgeDouble::Call;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::wait_until;

const auto a = commit('a');

class ReconcileThreadsTest : public PipelineTest {
 protected:
  ReconcileThreadsTest() { forge_.push(infra, main_ref, a); }

  void request_repository() {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
      BARYON_CHECK(remember_repository(session, "bitbucket", infra));
      return request_reconcile(session, "bitbucket", infra.id, "test", clock_.now());
    }));
  }

  forge::ForgeDouble forge_;
  std::stop_source cancel_;
  Reconciler reconciler_{
      *database_, forge_, clock_, {.rules = {.branches = {"main"}}, .interval = hours(1), .stop = cancel_.get_token()}};
};

TEST_F(ReconcileThreadsTest, CarryOutWhatIsAskedFor) {
  std::atomic<int> queued = 0;
  ReconcileThreads threads(reconciler_, cancel_, {.poll = milliseconds(2), .on_queued = [&] { ++queued; }});
  threads.start();
  request_repository();
  EXPECT_TRUE(wait_until([&] { return queued == 1 && reconciles() == 0; }));
  ASSERT_TRUE(reconciler_.request_round("test"));
  EXPECT_TRUE(wait_until([&] { return forge_.calls(Call::repositories) == 1; }));
}

TEST_F(ReconcileThreadsTest, WakeAtOnce) {
  ReconcileThreads threads(reconciler_, cancel_, {.poll = hours(1)});
  threads.start();
  request_repository();
  threads.wake();
  EXPECT_TRUE(wait_until([&] { return reconciles() == 0; }));
}

TEST_F(ReconcileThreadsTest, LeaveItToAnotherProcess) {
  std::atomic<int> asked = 0;
  std::atomic<bool> is_ours = false;
  ReconcileThreads threads(reconciler_, cancel_, {.poll = milliseconds(2), .is_ours = [&] {
                                                    ++asked;
                                                    return is_ours.load();
                                                  }});
  request_repository();
  threads.start();
  EXPECT_TRUE(wait_until([&] { return asked > 4; }));
  EXPECT_EQ(forge_.calls(Call::branches), 0);
  is_ours = true;
  EXPECT_TRUE(wait_until([&] { return reconciles() == 0; }));
}

TEST_F(ReconcileThreadsTest, StopAtOnceAndKeepTheRequest) {
  std::atomic<bool> has_begun = false;
  forge_.on_call([&](Call call) {
    if (call != Call::branches) return;
    has_begun = true;
    EXPECT_TRUE(wait_until([&] { return cancel_.stop_requested(); }));  // as a request does that is cancelled
  });
  forge_.fail_next(Call::branches, {.code = ErrorCode::unavailable, .message = "stopped", .retryable = true});
  request_repository();
  ReconcileThreads threads(reconciler_, cancel_, {.poll = milliseconds(2)});
  threads.start();
  ASSERT_TRUE(wait_until([&] { return has_begun.load(); }));
  threads.stop();
  threads.stop();
  EXPECT_EQ(database_.number("SELECT attempts FROM reconciles"), 0);
}

}  // namespace
}  // namespace baryon::pipeline
