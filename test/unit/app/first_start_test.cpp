#include "app/first_start.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "app/metrics.h"
#include "base/file.h"
#include "unit/store/temporary_directory.h"

namespace baryon::app {
namespace {

class FirstStart : public ::testing::Test {
 protected:
  FirstStart() { config_.database = db::Url::sqlite(data() / "baryon.db"); }

  [[nodiscard]] std::filesystem::path data() const { return directory_.path() / "data"; }

  [[nodiscard]] unsigned mode_of(const std::string& name) const {
    struct stat status{};
    EXPECT_EQ(::stat((data() / name).c_str(), &status), 0) << name;
    return status.st_mode & 0777U;
  }

  Config config_;

 private:
  store::TemporaryDirectory directory_;
};

TEST_F(FirstStart, MakesSecretsThatOnlyTheOwnerCanRead) {
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(complete_config(config_).has_value());
  const auto logged = ::testing::internal::GetCapturedStderr();
  ASSERT_EQ(config_.bitbucket.secrets.size(), 1U);
  EXPECT_EQ(config_.bitbucket.secrets[0].reveal().size(), 64U);
  EXPECT_EQ(mode_of(""), 0700U);
  EXPECT_EQ(mode_of("webhook-secret"), 0600U);
  EXPECT_EQ(mode_of("api-access-key"), 0600U);
  EXPECT_TRUE(logged.contains("webhook-secret"));
  EXPECT_FALSE(logged.contains(config_.bitbucket.secrets[0].reveal()));
  const auto key = *read_small_file(data() / "api-access-key", 1000);
  EXPECT_FALSE(logged.contains(key.substr(key.find('\n') + 1, 40)));
}

TEST_F(FirstStart, KeepsThemForTheNextStart) {
  auto second = config_;
  ASSERT_TRUE(complete_config(config_).has_value());
  const auto key = *read_small_file(data() / "api-access-key", 1000);
  ASSERT_TRUE(complete_config(second).has_value());
  EXPECT_EQ(second.bitbucket.secrets, config_.bitbucket.secrets);
  EXPECT_EQ(*read_small_file(data() / "api-access-key", 1000), key);
}

TEST_F(FirstStart, MakesAnAccessKeyOfAnOperator) {
  ASSERT_TRUE(complete_config(config_).has_value());
  ASSERT_TRUE(config_.auth.made_key.has_value());
  EXPECT_TRUE(config_.auth.access_keys.empty());
  EXPECT_EQ(config_.auth.made_key->role, Role::operator_);
  EXPECT_EQ(*read_small_file(data() / "api-access-key", 1000),
            config_.auth.made_key->id + "\n" + std::string(config_.auth.made_key->secret.reveal()) + "\n");
}

TEST_F(FirstStart, RefusesAnAccessKeyWithoutSecret) {
  ASSERT_TRUE(make_private_directory(data()).has_value());
  for (const auto* const text : {"", "\n", "BARYON1", "BARYON1\n", "BARYON1\n\n", "\nsecret\n"}) {
    std::ofstream(data() / "api-access-key") << text;
    const auto completed = complete_config(config_);
    ASSERT_FALSE(completed.has_value()) << text;
    EXPECT_EQ(completed.error().code, ErrorCode::configuration) << text;
  }
}

TEST_F(FirstStart, KeepsTheKeyOfPageTokens) {
  ASSERT_TRUE(make_private_directory(data()).has_value());
  const auto key = page_token_key(config_);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->reveal().size(), 64U);
  EXPECT_EQ(mode_of("page-token-key"), 0600U);
  EXPECT_EQ(*page_token_key(config_), *key);
  std::ofstream(data() / "page-token-key") << "\n";
  EXPECT_FALSE(page_token_key(config_).has_value());
}

TEST_F(FirstStart, MakesNothingThatIsConfigured) {
  config_.bitbucket.secrets.emplace_back("mine");
  config_.auth.tokens.push_back({.name = "ci", .secret = Secret("x"), .role = Role::viewer});
  ASSERT_TRUE(complete_config(config_).has_value());
  EXPECT_EQ(config_.bitbucket.secrets.size(), 1U);
  EXPECT_TRUE(std::filesystem::is_empty(data()));
}

TEST_F(FirstStart, RefusesAnEmptySecretFile) {
  ASSERT_TRUE(make_private_directory(data()).has_value());
  std::ofstream(data() / "webhook-secret") << "\n";
  const auto completed = complete_config(config_);
  ASSERT_FALSE(completed.has_value());
  EXPECT_EQ(completed.error().code, ErrorCode::configuration);
}

TEST(Metrics, ShowsWhatWasCountedAndTheQueue) {
  Metrics metrics;
  metrics.count_delivery("bitbucket", "accepted");
  metrics.count_delivery("bitbucket", "accepted");
  metrics.time_accept(std::chrono::milliseconds(3));
  metrics.count_sync("succeeded", std::chrono::seconds(2));
  metrics.count_version("service");
  metrics.count_upstream("bitbucket", 200, std::chrono::milliseconds(20));
  const auto now = from_millis(1'000'000);
  const auto text =
      metrics.render({.by_state = {{pipeline::SyncState::queued, 4}}, .oldest_waiting = from_millis(990'000)}, 0, now);
  for (const auto* const line :
       {"baryon_deliveries_total{forge=\"bitbucket\",result=\"accepted\"} 2", "baryon_delivery_accept_seconds_count 1",
        "baryon_syncs_total{state=\"succeeded\"} 1", "baryon_sync_seconds_count 1",
        "baryon_queue_depth{state=\"queued\"} 4", "baryon_queue_depth{state=\"running\"} 0",
        "baryon_queue_oldest_seconds 10", "baryon_versions_registered_total{kind=\"service\"} 1",
        "baryon_upstream_requests_total{code=\"200\",upstream=\"bitbucket\"} 1",
        "baryon_upstream_seconds_count{upstream=\"bitbucket\"} 1", "baryon_build_info{version="})
    EXPECT_TRUE(text.contains(line)) << line << "\n" << text;
  EXPECT_TRUE(metrics.render({}, 0, now).contains("baryon_queue_depth{state=\"queued\"} 0"));
  EXPECT_TRUE(metrics.render({}, 0, now).contains("baryon_queue_oldest_seconds 0"));
}

TEST(Metrics, CountsSyncsThatWereSupersededWhileTheyWaited) {
  Metrics metrics;
  metrics.count_superseded(3);
  EXPECT_TRUE(metrics.render({}, 0, from_millis(0)).contains("baryon_syncs_total{state=\"superseded\"} 3"));
}

TEST(Metrics, ShowsGapsOfRefs) { EXPECT_TRUE(Metrics().render({}, 3, from_millis(0)).contains("baryon_ref_gaps 3")); }

}  // namespace
}  // namespace baryon::app
