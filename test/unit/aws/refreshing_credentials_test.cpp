#include "aws/refreshing_credentials.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <latch>
#include <thread>

#include "unit/support/manual_clock.h"

namespace baryon::aws {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Found = Result<std::optional<FoundCredentials>>;

/// Finds what it was told to, one after the other; the last again and again.
class Script final : public CredentialsProvider {
 public:
  explicit Script(std::deque<Found> answers) : answers_(std::move(answers)) {}

  [[nodiscard]] std::string name() const override { return "a script"; }
  Found find() override {
    ++asked;
    if (hook) hook();
    auto answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    return answer;
  }

  std::atomic<int> asked = 0;
  std::function<void()> hook;

 private:
  std::deque<Found> answers_;
};

Error away() { return {.code = ErrorCode::unavailable, .message = "nobody answers", .retryable = true}; }

class RefreshingCredentialsTest : public ::testing::Test {
 protected:
  Found key(const std::string& id, std::optional<Timestamp> expires_at = {}) {
    return FoundCredentials{.key = {.access_key_id = id, .secret = Secret("s")}, .expires_at = expires_at};
  }

  Script& open(std::deque<Found> answers) {
    auto script = std::make_unique<Script>(std::move(answers));
    auto& provider = *script;
    source_ = std::make_unique<RefreshingCredentials>(std::move(script), clock_);
    return provider;
  }

  std::string id() {
    const auto found = source_->credentials();
    return found ? found->access_key_id : found.error().message;
  }

  test::ManualClock& clock() { return clock_; }
  RefreshingCredentials& source() { return *source_; }

 private:
  test::ManualClock clock_;
  std::unique_ptr<RefreshingCredentials> source_;
};

TEST_F(RefreshingCredentialsTest, AsksOnceForAKeyThatDoesNotExpire) {
  const auto& provider = open({key("A")});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(id(), "A");
  EXPECT_EQ(provider.asked, 1);
}

TEST_F(RefreshingCredentialsTest, RenewsAKeyBeforeItsEnd) {
  const auto& provider = open({key("A", clock().now() + hours(1)), key("B", clock().now() + hours(2))});
  EXPECT_EQ(id(), "A");
  clock().advance(minutes(54));
  EXPECT_EQ(id(), "A");
  EXPECT_EQ(provider.asked, 1);
  clock().advance(minutes(2));
  EXPECT_EQ(id(), "B");
}

TEST_F(RefreshingCredentialsTest, AnOldKeyServesWhileNoNewOneIsToBeHad) {
  const auto& provider = open({key("A", clock().now() + hours(1)), std::unexpected(away())});
  EXPECT_EQ(id(), "A");
  clock().advance(minutes(57));
  EXPECT_EQ(id(), "A");
  EXPECT_EQ(id(), "A");
  EXPECT_EQ(provider.asked, 2) << "asked again at once";
  clock().advance(RefreshingCredentials::pause_after_failure + seconds(1));
  EXPECT_EQ(id(), "A");
  EXPECT_EQ(provider.asked, 3);
  clock().advance(minutes(3));
  EXPECT_EQ(id(), "nobody answers");
}

TEST_F(RefreshingCredentialsTest, ARejectedKeyIsAskedForAnew) {
  open({key("A"), key("B")});
  EXPECT_EQ(id(), "A");
  source().reject({.access_key_id = "OTHER", .secret = Secret("s")});
  EXPECT_EQ(id(), "A");
  source().reject({.access_key_id = "A", .secret = Secret("s")});
  EXPECT_EQ(id(), "B");
}

TEST_F(RefreshingCredentialsTest, SaysWhereItLookedInVain) {
  open({Found(std::nullopt)});
  const auto found = source().credentials();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::configuration);
  EXPECT_EQ(found.error().hint, "looked for in a script");
}

TEST_F(RefreshingCredentialsTest, OneLooksAndTheOthersWaitForIt) {
  auto& provider = open({key("A")});
  std::latch looking(1);
  std::latch release(1);
  provider.hook = [&] {
    looking.count_down();
    release.wait();
  };
  std::atomic<int> right = 0;
  std::vector<std::jthread> callers;
  callers.emplace_back([&] { right += id() == "A" ? 1 : 0; });
  looking.wait();
  for (int i = 0; i < 3; ++i) callers.emplace_back([&] { right += id() == "A" ? 1 : 0; });
  release.count_down();
  callers.clear();
  EXPECT_EQ(right, 4);
  EXPECT_EQ(provider.asked, 1);
}

}  // namespace
}  // namespace baryon::aws
