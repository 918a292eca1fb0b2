#include "base/descriptor_limit.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace baryon {
namespace {

class DescriptorLimit : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0); }
  void TearDown() override { ::setrlimit(RLIMIT_NOFILE, &before_); }

  // The soft limit, which may be set freely below the hard one.
  static rlim_t soft() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }
  void set_soft(rlim_t count) {
    const rlimit limit{.rlim_cur = count, .rlim_max = before_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }

  rlimit before_{};
};

TEST_F(DescriptorLimit, IsRaisedAsFarAsIsWanted) {
  set_soft(200);
  EXPECT_EQ(raise_descriptor_limit(300), 300U);
  EXPECT_EQ(soft(), 300U);
}

TEST_F(DescriptorLimit, IsRaisedNoFurtherThanIsAllowed) {
  set_soft(200);
  EXPECT_EQ(raise_descriptor_limit(RLIM_INFINITY), before_.rlim_max);
  EXPECT_EQ(soft(), before_.rlim_max);
}

TEST_F(DescriptorLimit, IsNeverLowered) {
  set_soft(200);
  EXPECT_EQ(raise_descriptor_limit(100), 200U);
  EXPECT_EQ(soft(), 200U);
}

}  // namespace
}  // namespace baryon
