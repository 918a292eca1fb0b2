#include "lambda/deadline.h"

#include <gtest/gtest.h>

#include "unit/support/wait_until.h"

namespace baryon::lambda {
namespace {

using std::chrono::milliseconds;

TEST(LambdaDeadline, DoesNotBeginWithTooLittleTime) {
  Deadline deadline(system_clock());
  EXPECT_FALSE(deadline.begin(system_clock().now() + Deadline::least - milliseconds(1), std::stop_source()));
}

TEST(LambdaDeadline, StopsWorkBeforeTimeIsUp) {
  Deadline deadline(system_clock());
  std::stop_source stop;
  ASSERT_TRUE(deadline.begin(system_clock().now() + Deadline::least + milliseconds(500), stop));
  EXPECT_TRUE(test::wait_until([&] { return stop.stop_requested(); }));
}

TEST(LambdaDeadline, LeavesWorkAloneThatHasEnded) {
  Deadline deadline(system_clock());
  std::stop_source first;
  std::stop_source second;
  ASSERT_TRUE(deadline.begin(system_clock().now() + std::chrono::hours(1), first));
  deadline.end();
  ASSERT_TRUE(deadline.begin(system_clock().now() + Deadline::least + milliseconds(500), second));
  EXPECT_TRUE(test::wait_until([&] { return second.stop_requested(); }));
  EXPECT_FALSE(first.stop_requested());
}

}  // namespace
}  // namespace baryon::lambda
