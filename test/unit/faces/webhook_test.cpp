#include "faces/webhook.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::faces {
namespace {

const std::string secret = "s3cret";
const std::string commit(40, 'a');

std::string push_of(const std::string& to, const std::string& ref = "refs/heads/main") {
  return R"({"eventKey":"repo:refs_changed","repository":{"id":7,"slug":"infra","project":{"key":"PLAT"}},"changes":[)"
         R"({"ref":{"id":")" +
         ref + R"(","type":"BRANCH"},"refId":")" + ref +
         R"(","fromHash":"0000000000000000000000000000000000000000","toHash":")" + to + R"(","type":"ADD"}]})";
}

std::string sign(std::string_view body, std::string_view with = secret) {
  return "sha256=" + to_hex(hmac_sha256(with, body));
}

class Webhook : public ::testing::Test {
 protected:
  Webhook() { ::testing::internal::CaptureStderr(); }
  ~Webhook() override {
    if (!is_taken_) static_cast<void>(::testing::internal::GetCapturedStderr());
  }
  Webhook(const Webhook&) = delete;
  Webhook& operator=(const Webhook&) = delete;

  std::string logged() {
    is_taken_ = true;
    return ::testing::internal::GetCapturedStderr();
  }

  static net::Request request(const std::string& body, const std::string& key = "repo:refs_changed") {
    net::Request out;
    out.method = "POST";
    out.path = "/webhooks/bitbucket";
    out.body = body;
    out.remote = "127.0.0.1";
    out.headers.add("X-Event-Key", key);
    out.headers.add("X-Request-Id", "11111111-2222");
    return out;
  }

  static net::Request signed_request(const std::string& body, const std::string& key = "repo:refs_changed") {
    auto out = request(body, key);
    out.headers.add("X-Hub-Signature", sign(body));
    return out;
  }

  net::Response send(net::Request request, WebhookOptions options = {}) {
    if (options.secrets.empty()) options.secrets.emplace_back(secret);
    WebhookFace face(ingest_, metrics_, std::move(options));
    return send(face, std::move(request));
  }

  static net::Response send(WebhookFace& face, net::Request request) {
    std::promise<net::Response> answer;
    face.handle(std::move(request), [&](net::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }

  // `CODE status`, after a look at the body's form.
  static std::string word(const net::Response& response) {
    const auto body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(body.size(), 3U);
    EXPECT_TRUE(body.at("reason").is_string());
    const bool is_stored = response.status == 202 || body.at("status") == "ignored";
    EXPECT_EQ(body.at("delivery").is_string(), is_stored) << response.body;
    return std::to_string(response.status) + " " + std::string(body.at("status").as_string());
  }

  std::int64_t stored() { return database_.number("SELECT count(*) FROM deliveries"); }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  app::Metrics metrics_;
  pipeline::Ingest ingest_{*database_, clock_, {.rules = {.branches = {"main"}}}};

 private:
  bool is_taken_ = false;
};

TEST_F(Webhook, AcceptsAPushAndKnowsItAgain) {
  EXPECT_EQ(word(send(signed_request(push_of(commit)))), "202 accepted");
  EXPECT_EQ(word(send(signed_request(push_of(commit)))), "202 duplicate");
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 1);
}

TEST_F(Webhook, RefusesWhileTheFirstWaitsTooLongAndDropsNothingItTook) {
  std::latch open(1);
  database_->writer().submit(
      [&open](db::Session&) -> Result<void> {
        open.wait();
        return {};
      },
      [](const Result<void>&) {});
  WaitingRoom::Time now;
  WebhookOptions options;
  options.now = [&now] { return now; };
  options.secrets.emplace_back(secret);
  WebhookFace face(ingest_, metrics_, std::move(options));
  std::vector<std::future<net::Response>> taken;
  for (const char name : {'a', 'b'}) {
    std::promise<net::Response> told;
    taken.push_back(told.get_future());
    face.handle(signed_request(push_of(std::string(40, name))),
                [told = std::move(told)](net::Response answer) mutable { told.set_value(std::move(answer)); });
    now += WebhookFace::max_wait;
  }
  const auto refused = send(face, signed_request(push_of(std::string(40, 'c'))));  // at once: the writer is held
  EXPECT_EQ(word(refused), "503 unavailable");
  EXPECT_TRUE(refused.headers.find("Retry-After").has_value());
  open.count_down();
  for (auto& answer : taken) EXPECT_EQ(word(answer.get()), "202 accepted");
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(word(send(face, signed_request(push_of(std::string(40, 'c'))))), "202 accepted");
}

TEST_F(Webhook, IgnoresWhatIsAuthenticButNotToBeSynced) {
  EXPECT_EQ(word(send(signed_request(push_of(commit, "refs/heads/wip")))), "200 ignored");
  EXPECT_EQ(word(send(signed_request("{}", "pr:opened"))), "200 ignored");
  const std::string no_changes = R"({"repository":{"id":7,"slug":"infra","project":{"key":"PLAT"}},"changes":[]})";
  EXPECT_EQ(word(send(signed_request(no_changes))), "200 ignored");
  EXPECT_EQ(database_.number("SELECT count(*) FROM reconciles"), 1);
}

TEST_F(Webhook, AnswersAPingWithoutOrWithARightSignature) {
  EXPECT_EQ(word(send(request(R"({"test":true})", "diagnostics:ping"))), "200 pong");
  EXPECT_EQ(word(send(signed_request(R"({"test":true})", "diagnostics:ping"))), "200 pong");
  EXPECT_EQ(word(send(request("anything at all", "diagnostics:ping"))), "200 pong");
  EXPECT_EQ(stored(), 0);
}

TEST_F(Webhook, DeniesAPingWithAWrongSignature) {
  auto ping = request(R"({"test":true})", "diagnostics:ping");
  ping.headers.add("X-Hub-Signature", sign(ping.body, "another"));
  EXPECT_EQ(word(send(ping)), "401 denied");
}

TEST_F(Webhook, DeniesWhatIsNotSignedRight) {
  const auto body = push_of(commit);
  EXPECT_EQ(word(send(request(body))), "401 denied");
  for (const auto& signature :
       {std::string(), std::string("sha256="), std::string("sha256"), sign(body, "another"), sign(body + " "),
        sign(body) + "00", sign(body).substr(0, 70), "sha1=" + std::string(40, 'a'), "sha1=" + sign(body).substr(7),
        sign(body).substr(7), "sha256=" + std::string(64, 'z'), sign(body, "")}) {
    auto wrong = request(body);
    wrong.headers.add("X-Hub-Signature", signature);
    EXPECT_EQ(word(send(wrong)), "401 denied") << signature;
  }
  auto twice = signed_request(body);
  twice.headers.add("X-Hub-Signature", sign(body, "another"));
  EXPECT_EQ(word(send(twice)), "401 denied");
  EXPECT_EQ(stored(), 0);
}

TEST_F(Webhook, TakesAnyOfSeveralSecrets) {
  const auto options = [] {
    WebhookOptions out;
    out.secrets.emplace_back("old");
    out.secrets.emplace_back(secret);
    return out;
  };
  const auto body = push_of(commit);
  EXPECT_EQ(word(send(signed_request(body), options())), "202 accepted");
  auto with_old = request(body);
  with_old.headers.add("X-Hub-Signature", sign(body, "old"));
  EXPECT_EQ(word(send(with_old, options())), "202 duplicate");
}

TEST_F(Webhook, CallsSignedNonsenseInvalid) {
  for (const auto* const body :
       {"", "not json", "[]", "{}", "{\"repository\":{}}", "{\"repository\":{\"id\":7},\"changes\":5}", "\xFF"}) {
    EXPECT_EQ(word(send(signed_request(body))), "400 invalid") << body;
  }
  auto keyless = signed_request(push_of(commit), "");
  EXPECT_EQ(word(send(keyless)), "400 invalid");
  EXPECT_EQ(stored(), 0);
}

TEST_F(Webhook, ForbidsSendersThatAreNotAllowed) {
  const auto options = [] {
    WebhookOptions out;
    out.allow = *net::AddressList::parse({"10.0.0.0/8"});
    return out;
  };
  EXPECT_EQ(word(send(signed_request(push_of(commit)), options())), "403 forbidden");
  auto allowed = signed_request(push_of(commit));
  allowed.remote = "10.1.2.3";
  EXPECT_EQ(word(send(allowed, options())), "202 accepted");
  auto forged = signed_request(push_of(commit));
  forged.headers.add("X-Forwarded-For", "10.1.2.3");  // nobody said that the sender is a proxy
  EXPECT_EQ(word(send(forged, options())), "403 forbidden");
}

WebhookOptions behind_a_proxy() {
  WebhookOptions options;
  options.allow = *net::AddressList::parse({"10.0.0.0/8"});
  options.trusted_proxies = *net::AddressList::parse({"127.0.0.1"});
  return options;
}

TEST_F(Webhook, LooksBehindATrustedProxy) {
  auto allowed = signed_request(push_of(commit));
  allowed.headers.add("X-Forwarded-For", "203.0.113.9, 10.1.2.3");
  EXPECT_EQ(word(send(allowed, behind_a_proxy())), "202 accepted");
  EXPECT_EQ(database_.text("SELECT remote FROM deliveries"), "10.1.2.3");
  auto forged = signed_request(push_of(commit));
  forged.headers.add("X-Forwarded-For", "10.1.2.3, 203.0.113.9");
  EXPECT_EQ(word(send(forged, behind_a_proxy())), "403 forbidden");
}

// Some proxies (HAProxy) add a field of their own behind the one that the client sent.
TEST_F(Webhook, DoesNotBelieveAForwardedAddressOfAnEarlierField) {
  auto forged = signed_request(push_of(commit));
  forged.headers.add("X-Forwarded-For", "10.1.2.3");
  forged.headers.add("X-Forwarded-For", "203.0.113.9");
  EXPECT_EQ(word(send(forged, behind_a_proxy())), "403 forbidden");
}

TEST_F(Webhook, SaysWhenToComeBackIfNothingCanBeStored) {
  ASSERT_TRUE(database_->writer().write([](db::Session& session) { return session.execute("DROP TABLE deliveries"); }));
  const auto response = send(signed_request(push_of(commit)));
  EXPECT_EQ(word(response), "503 unavailable");
  EXPECT_TRUE(response.headers.find("Retry-After").has_value());
  EXPECT_FALSE(response.body.contains("deliveries"));
  EXPECT_FALSE(response.body.contains("/"));
}

TEST_F(Webhook, ShowsNoSecretAnywhere) {
  for (auto& sent : std::vector{signed_request(push_of(commit)), request(push_of(commit)), signed_request("x")})
    EXPECT_FALSE(send(sent).body.contains(secret));
  EXPECT_FALSE(logged().contains(secret));
}

TEST_F(Webhook, LogsDeniedRequestsNowAndThenOnly) {
  WebhookFace face(ingest_, metrics_, [] {
    WebhookOptions options;
    options.secrets.emplace_back(secret);
    return options;
  }());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(send(face, request("attack\n")).status, 401);
  const auto lines = logged();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << lines;
  EXPECT_TRUE(metrics_.render({}, 0, clock_.now())
                  .contains("baryon_deliveries_total{forge=\"bitbucket\",result=\"denied\"} 100"));
}

TEST_F(Webhook, HasAllComparedOnceForWhatMayBeAnEventTooLargeToRead) {
  int unread = 0;
  WebhookOptions options;
  options.secrets.emplace_back(secret);
  options.allow = *net::AddressList::parse({"127.0.0.1"});
  options.on_unread = [&] { ++unread; };
  WebhookFace face(ingest_, metrics_, std::move(options));
  const auto head = [](const std::string& key, const std::string& signature) {
    auto out = request("", key);
    if (!signature.empty()) out.headers.add("X-Hub-Signature", signature);
    return out;
  };
  const auto signature = "sha256=" + std::string(64, '0');
  auto elsewhere = head("repo:refs_changed", signature);
  elsewhere.path = "/api/v1/syncs";
  auto stranger = head("repo:refs_changed", signature);
  stranger.remote = "203.0.113.7";
  for (const auto& ignored : {head("repo:refs_changed", ""), head("repo:refs_changed", "sha256=12"),
                              head("pr:opened", signature), elsewhere, stranger})
    face.note_too_large(ignored);
  EXPECT_EQ(unread, 0);
  for (int i = 0; i < 100; ++i) face.note_too_large(head("repo:refs_changed", signature));
  EXPECT_EQ(unread, 1);
}

TEST_F(Webhook, KeepsForeignHeadersShortAndClean) {
  auto odd = signed_request("{}", "pr:\x1B[31m" + std::string(1000, 'x'));
  EXPECT_EQ(word(send(odd)), "200 ignored");
  EXPECT_EQ(database_.number("SELECT length(event) < 250 AND instr(event, char(27)) = 0 FROM deliveries"), 1);
}

TEST_F(Webhook, CountsAnswersAndTimesAcceptance) {
  send(signed_request(push_of(commit)));
  send(request("x"));
  const auto text = metrics_.render({}, 0, clock_.now());
  EXPECT_TRUE(text.contains("result=\"accepted\"} 1"));
  EXPECT_TRUE(text.contains("result=\"denied\"} 1"));
  EXPECT_TRUE(text.contains("baryon_delivery_accept_seconds_count 1"));
}

TEST_F(Webhook, AcceptsDeliveriesFromManyThreads) {
  WebhookFace face(ingest_, metrics_, [] {
    WebhookOptions options;
    options.secrets.emplace_back(secret);
    return options;
  }());
  {
    std::vector<std::jthread> senders;
    for (int t = 0; t < 4; ++t)
      senders.emplace_back([&face, t] {
        for (int i = 0; i < 25; ++i) {
          const auto id = std::to_string(1000 + t * 25 + i);
          EXPECT_EQ(send(face, signed_request(push_of(std::string(36, 'a') + id))).status, 202);
          EXPECT_EQ(send(face, request("x")).status, 401);
        }
      });
  }
  EXPECT_EQ(stored(), 100);
}

}  // namespace
}  // namespace baryon::faces
