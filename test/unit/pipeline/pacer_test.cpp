#include "pipeline/pacer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "pipeline/paced_forge.h"
#include "unit/forge/forge_double.h"

namespace baryon::pipeline {
namespace {

using Call = forge::ForgeDouble::Call;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Time passes only in pauses.
class PacerTest : public ::testing::Test, public Pauses {
 protected:
  bool pause(milliseconds time) override {
    if (is_stopping_) return false;
    now_ += time;
    return true;
  }

  milliseconds waited(Pacer& pacer) {
    const auto before = now_;
    EXPECT_TRUE(pacer.wait());
    return std::chrono::duration_cast<milliseconds>(now_ - before);
  }

  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
  bool is_stopping_ = false;
  Pacer pacer_{*this, [this] { return now_; }};
};

TEST_F(PacerTest, LetsCallsPassWhileNobodyComplains) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(waited(pacer_), milliseconds(0));
}

TEST_F(PacerTest, PausesAsLongAsTheServerWantsAndGoesOnMoreSlowly) {
  pacer_.slow_down(seconds(3));
  EXPECT_EQ(waited(pacer_), seconds(3));
  EXPECT_EQ(waited(pacer_), milliseconds(25));
  pacer_.slow_down(seconds(1));
  EXPECT_EQ(waited(pacer_), seconds(1));
  EXPECT_EQ(waited(pacer_), milliseconds(50));
}

TEST_F(PacerTest, CountsComplaintsOfCallsUnderWayOnce) {
  for (int i = 0; i < 8; ++i) pacer_.slow_down(seconds(1));
  EXPECT_EQ(waited(pacer_), seconds(1));
  EXPECT_EQ(waited(pacer_), milliseconds(25));
}

TEST_F(PacerTest, NeverSlowsDownToACrawl) {
  for (int i = 0; i < 50; ++i) {
    pacer_.slow_down(seconds(1));
    EXPECT_TRUE(pacer_.wait());
  }
  EXPECT_LE(waited(pacer_), seconds(2));
}

TEST_F(PacerTest, GetsQuickAgain) {
  pacer_.slow_down(seconds(1));
  EXPECT_TRUE(pacer_.wait());
  for (int i = 0; i < 100; ++i) pacer_.speed_up();
  EXPECT_TRUE(pacer_.wait());
  EXPECT_EQ(waited(pacer_), milliseconds(0));
}

TEST_F(PacerTest, EndsWaitingWhenStopped) {
  pacer_.slow_down(seconds(1));
  is_stopping_ = true;
  EXPECT_FALSE(pacer_.wait());
}

class PacedForgeTest : public ::testing::Test, public Pauses {
 protected:
  PacedForgeTest() { double_.push(infra_, "refs/heads/main", std::string(40, 'a')); }

  bool pause(milliseconds time) override {
    longest_ = std::max(longest_, time);
    now_ += time;
    return !is_stopping_;
  }

  void limit(int times, std::optional<seconds> retry_after) {
    double_.fail_next(
        Call::branches,
        {.code = ErrorCode::unavailable, .message = "limited", .retryable = true, .retry_after = retry_after}, times);
  }

  const forge::Repository infra_{.id = 7, .project = "PLAT", .slug = "infra"};
  forge::ForgeDouble double_;
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
  PacedForge forge_{double_, *this, [this] { return now_; }};
  milliseconds longest_{0};
  bool is_stopping_ = false;
};

TEST_F(PacedForgeTest, AsksAgainWhenItWasAskedTooMuch) {
  limit(3, seconds(0));
  EXPECT_TRUE(forge_.branches(infra_));
  EXPECT_EQ(double_.calls(Call::branches), 4);
}

TEST_F(PacedForgeTest, HandsOnOtherFailures) {
  limit(1, std::nullopt);
  EXPECT_FALSE(forge_.branches(infra_));
  EXPECT_EQ(double_.calls(Call::branches), 1);
}

TEST_F(PacedForgeTest, DoesNotWaitForMaintenanceToEnd) {
  limit(1, seconds(3600));
  EXPECT_EQ(forge_.branches(infra_).error().retry_after, seconds(3600));
  EXPECT_EQ(longest_, milliseconds(0));
}

TEST_F(PacedForgeTest, GivesUpInTheEnd) {
  limit(1000, seconds(0));
  EXPECT_FALSE(forge_.branches(infra_));
  EXPECT_EQ(double_.calls(Call::branches), 10);
}

TEST_F(PacedForgeTest, AsksNothingOnceStopped) {
  limit(1, seconds(60));
  is_stopping_ = true;
  EXPECT_EQ(forge_.branches(infra_).error().code, ErrorCode::unavailable);
  EXPECT_EQ(double_.calls(Call::branches), 1);
}

TEST_F(PacedForgeTest, PassesEveryCallOn) {
  auto spool = File::create_unnamed(::testing::TempDir());
  EXPECT_EQ(forge_.name(), "bitbucket");
  EXPECT_TRUE(forge_.fetch_archive(infra_, std::string(40, 'a'), *spool));
  EXPECT_TRUE(*forge_.head(infra_, "refs/heads/main"));
  EXPECT_EQ(*forge_.default_branch(infra_), "refs/heads/main");
  EXPECT_TRUE(*forge_.descends(infra_, std::string(40, 'a'), std::string(40, 'a')));
  EXPECT_EQ(forge_.repositories("PLAT")->size(), 1U);
  EXPECT_EQ(forge_.find("PLAT", "infra")->id, 7);
  EXPECT_TRUE(forge_.report_status(infra_, std::string(40, 'a'), {}));
}

}  // namespace
}  // namespace baryon::pipeline
