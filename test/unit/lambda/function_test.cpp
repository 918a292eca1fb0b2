#include "lambda/function.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"
#include "lambda/delivery_message.h"
#include "net/http_server.h"
#include "unit/support/manual_clock.h"

namespace baryon::lambda {
namespace {

namespace json = boost::json;

const std::string push =
    R"({"eventKey":"repo:refs_changed","repository":{"id":7,"slug":"infra","project":{"key":"PLAT"}},"changes":[)"
    R"({"ref":{"id":"refs/heads/main","type":"BRANCH"},"refId":"refs/heads/main",)"
    R"("fromHash":"0000000000000000000000000000000000000000","toHash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","type":"ADD"}]})";

// Takes messages as SQS does.
class Sqs {
 public:
  Sqs() {
    auto opened = net::HttpServer::open({.listen = "127.0.0.1:0"}, [this](net::Request request, net::Reply reply) {
      bodies.emplace_back(json::parse(request.body).at("MessageBody").as_string());
      reply(net::Response::json(is_down ? 503 : 200, R"({"MessageId":"m"})"));
    });
    server_ = *std::move(opened);
    server_->start();
  }

  ~Sqs() { server_->stop(std::chrono::seconds(1)); }
  Sqs(const Sqs&) = delete;
  Sqs& operator=(const Sqs&) = delete;

  [[nodiscard]] std::string url() const { return "http://" + server_->address() + "/123456789012/baryon"; }

  std::vector<std::string> bodies;
  bool is_down = false;

 private:
  std::unique_ptr<net::HttpServer> server_;
};

class FunctionTest : public ::testing::Test {
 protected:
  FunctionTest() { ::testing::internal::CaptureStderr(); }
  ~FunctionTest() override { static_cast<void>(::testing::internal::GetCapturedStderr()); }
  FunctionTest(const FunctionTest&) = delete;
  FunctionTest& operator=(const FunctionTest&) = delete;

  Function& function() {
    if (function_) return *function_;
    auto opened = Function::open({.load = [this]() -> Result<app::Config> {
                                    ++loads_;
                                    if (is_broken_) return fail(ErrorCode::configuration, "broken");
                                    return config_;
                                  },
                                  .queue_url = queue_url_,
                                  .region = "eu-west-1"},
                                 credentials_, clock_);
    EXPECT_TRUE(opened);
    function_ = *std::move(opened);
    return *function_;
  }

  Result<std::string> answer(std::string event, std::chrono::milliseconds left = std::chrono::minutes(1)) {
    return function().answer({.request_id = "id", .deadline = clock_.now() + left, .event = std::move(event)});
  }

  json::object answer_to_webhook(const std::string& body, const std::string& key, const std::string& secret,
                                 std::chrono::milliseconds left = std::chrono::minutes(1)) {
    const json::object event{
        {"version", "2.0"},
        {"rawPath", "/webhooks/bitbucket"},
        {"headers", {{"x-event-key", key}, {"x-hub-signature", "sha256=" + to_hex(hmac_sha256(secret, body))}}},
        {"requestContext", {{"http", {{"method", "POST"}, {"sourceIp", "192.0.2.1"}}}}},
        {"body", to_base64(as_bytes(body))},
        {"isBase64Encoded", true}};
    const auto answered = answer(json::serialize(event), left);
    EXPECT_TRUE(answered) << answered.error().text();
    return answered ? json::parse(*answered).as_object() : json::object();
  }

  void queue_to(const Sqs& sqs) { queue_url_ = sqs.url(); }

  static std::string word(const json::object& answer) {
    return std::to_string(answer.at("statusCode").as_int64()) + " " +
           std::string(json::parse(answer.at("body").as_string()).at("status").as_string());
  }

  app::Config config_ = [] {
    app::Config config;
    config.bitbucket.secrets.emplace_back("s3cret");
    config.bitbucket.branches = {"main"};
    return config;
  }();
  std::string queue_url_;
  int loads_ = 0;
  bool is_broken_ = false;
  test::ManualClock clock_;
  aws::FixedCredentials credentials_{{.access_key_id = "AKID", .secret = Secret("key")}};
  std::unique_ptr<Function> function_;
};

TEST_F(FunctionTest, AnswersPingsAndDeniesWhatIsNotSigned) {
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "s3cret")), "200 pong");
  EXPECT_EQ(word(answer_to_webhook(push, "repo:refs_changed", "another")), "401 denied");
  EXPECT_EQ(word(answer_to_webhook("{", "repo:refs_changed", "s3cret")), "400 invalid");
}

TEST_F(FunctionTest, AnswersOtherPathsAsAServerDoes) {
  const std::string get = R"({"requestContext": {"elb": {}}, "httpMethod": "GET", "path": ")";
  EXPECT_NE(answer(get + R"(/healthz"})")->find(R"("statusCode":200)"), std::string::npos);
  EXPECT_NE(answer(get + R"(/nowhere"})")->find(R"("statusCode":404)"), std::string::npos);
  EXPECT_NE(answer(get + R"(/webhooks/bitbucket"})")->find(R"("statusCode":405)"), std::string::npos);
}

TEST_F(FunctionTest, RefusesLargeAndBrokenBodies) {
  config_.server.max_body = 10;
  EXPECT_EQ(word(answer_to_webhook(std::string(11, 'x'), "repo:refs_changed", "s3cret")), "413 too_large");
  const auto broken = answer(
      R"({"requestContext": {"http": {"method": "POST"}}, "rawPath": "/", "body": "a", "isBase64Encoded": true})");
  EXPECT_EQ(word(json::parse(*broken).as_object()), "400 invalid");
}

TEST_F(FunctionTest, QueuesWhatMayHaveToBeSynced) {
  const Sqs sqs;
  queue_to(sqs);
  EXPECT_EQ(word(answer_to_webhook(push, "repo:refs_changed", "s3cret")), "202 accepted");
  ASSERT_EQ(sqs.bodies.size(), 1U);
  const auto message = read_delivery_message(sqs.bodies[0]);
  ASSERT_TRUE(message) << message.error().text();
  EXPECT_EQ(message->event.repository.path(), "PLAT/infra");
  EXPECT_EQ(message->event.changes[0].to, std::string(40, 'a'));
}

TEST_F(FunctionTest, QueuesNothingThatTheRulesIgnore) {
  const Sqs sqs;
  queue_to(sqs);
  config_.bitbucket.branches = {"release/*"};
  EXPECT_EQ(word(answer_to_webhook(push, "repo:refs_changed", "s3cret")), "200 ignored");
  EXPECT_EQ(word(answer_to_webhook("{}", "pr:opened", "s3cret")), "200 ignored");
  EXPECT_TRUE(sqs.bodies.empty());
}

TEST_F(FunctionTest, IsUnavailableWhileTheQueueIs) {
  Sqs sqs;
  sqs.is_down = true;
  queue_to(sqs);
  const auto answer = answer_to_webhook(push, "repo:refs_changed", "s3cret");
  EXPECT_EQ(word(answer), "503 unavailable");
  EXPECT_EQ(answer.at("headers").as_object().at("Retry-After"), "10");
}

TEST_F(FunctionTest, BeginsNothingShortlyBeforeItsDeadline) {
  const Sqs sqs;
  queue_to(sqs);
  EXPECT_EQ(word(answer_to_webhook(push, "repo:refs_changed", "s3cret", std::chrono::seconds(1))), "503 unavailable");
  EXPECT_TRUE(sqs.bodies.empty());
}

TEST_F(FunctionTest, KeepsNothingOnItsOwnDisk) {
  EXPECT_EQ(word(answer_to_webhook(push, "repo:refs_changed", "s3cret")), "503 unavailable");
}

TEST_F(FunctionTest, FailsOnlyPoisonMessages) {
  const QueuedDelivery of_tag{.id = "01J",
                              .forge = "bitbucket",
                              .event = {.kind = forge::EventKind::refs_changed,
                                        .key = "repo:refs_changed",
                                        .repository = {.id = 7, .project = "PLAT", .slug = "infra"},
                                        .changes = {}}};
  json::array records{json::object{{"messageId", "poison"}, {"eventSource", "aws:sqs"}, {"body", "{"}},
                      json::object{{"messageId", "poison too"}, {"eventSource", "aws:sqs"}}};
  EXPECT_EQ(answer(json::serialize(json::object{{"Records", records}})).value_or(""),
            R"({"batchItemFailures":[{"itemIdentifier":"poison"},{"itemIdentifier":"poison too"}]})");
  // Without a store that lasts, a good one comes again, too.
  records = {json::object{
      {"messageId", "good"}, {"eventSource", "aws:sqs"}, {"body", write_delivery_messages(of_tag).front()}}};
  EXPECT_EQ(answer(json::serialize(json::object{{"Records", records}})).value_or(""),
            R"({"batchItemFailures":[{"itemIdentifier":"good"}]})");
}

TEST_F(FunctionTest, FailsOnEventsItDoesNotKnow) {
  EXPECT_EQ(answer(R"({"some": "thing"})").error().code, ErrorCode::invalid);
  EXPECT_EQ(answer("not JSON").error().code, ErrorCode::invalid);
}

TEST_F(FunctionTest, ReadsRotatedSecretsAgain) {
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "s3cret")), "200 pong");
  config_.bitbucket.secrets[0] = Secret("rotated");
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "rotated")), "401 denied");
  EXPECT_EQ(loads_, 1);
  clock_.advance(Function::least_config_age);
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "rotated")), "200 pong");
  EXPECT_EQ(loads_, 2);
  clock_.advance(Function::config_age);
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "rotated")), "200 pong");
  EXPECT_EQ(loads_, 3);
}

TEST_F(FunctionTest, KeepsItsConfigurationWhereTheNewOneIsBroken) {
  function();
  is_broken_ = true;
  clock_.advance(Function::config_age);
  EXPECT_EQ(word(answer_to_webhook("{}", "diagnostics:ping", "s3cret")), "200 pong");
  EXPECT_EQ(loads_, 2);
}

}  // namespace
}  // namespace baryon::lambda
