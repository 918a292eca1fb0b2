#include "registry/proton/client.h"

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "aws/verifier.h"
#include "net/http_server.h"
#include "unit/registry/proton/no_pauses.h"
#include "unit/support/manual_clock.h"

namespace baryon::registry::proton {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr std::string_view secret = "the secret of near";

net::Response throttled(std::string retry_after = {}) {
  auto answer = net::Response::json(400, R"({"__type":"x#ThrottlingException","message":"Rate exceeded"})");
  if (!retry_after.empty()) answer.headers.add("Retry-After", std::move(retry_after));
  return answer;
}

class ProtonClient : public testing::Test {
 protected:
  ProtonClient() {
    auto opened = net::HttpServer::open({.listen = "127.0.0.1:0"}, [this](net::Request request, net::Reply reply) {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
      auto answer = net::Response::json(200, R"({"ok":true})");
      if (!answers_.empty()) {
        answer = std::move(answers_.front());
        answers_.pop_front();
      }
      reply(std::move(answer));
    });
    EXPECT_TRUE(opened.has_value());
    server_ = *std::move(opened);
    server_->start();
  }

  void will_answer(net::Response answer) { answers_.push_back(std::move(answer)); }

  Result<boost::json::object> call() {
    Client client({.endpoint = {.url = "http://" + server_->address(), .region = "eu-west-1"}}, credentials_, pauses_,
                  clock_);
    return client.call("GetEnvironmentTemplate", {{"name", "vpc"}});
  }

  std::vector<net::Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  test::ManualClock clock_;
  test::NoPauses pauses_;
  aws::FixedCredentials credentials_{
      {.access_key_id = "NEAR", .secret = Secret(std::string(secret)), .session_token = Secret("session")}};
  std::unique_ptr<net::HttpServer> server_;

 private:
  std::mutex mutex_;
  std::vector<net::Request> requests_;
  std::deque<net::Response> answers_;
};

TEST_F(ProtonClient, SendsASignedCallOfTheOperation) {
  EXPECT_TRUE(call().value().at("ok").as_bool());
  ASSERT_THAT(requests(), SizeIs(1));
  const auto request = requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.body, R"({"name":"vpc"})");
  EXPECT_EQ(request.headers.joined("X-Amz-Target"), "AwsProton20200720.GetEnvironmentTemplate");
  EXPECT_EQ(request.headers.joined("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(request.headers.joined("X-Amz-Security-Token"), "session");
  EXPECT_THAT(request.headers.joined("User-Agent"), testing::StartsWith("baryon/"));
}

TEST_F(ProtonClient, SignsForTheServiceAndRegion) {
  ASSERT_TRUE(call().has_value());
  const aws::Verifier verifier(
      {.service = "proton"},
      [&](std::string_view id) -> std::optional<aws::Credentials> {
        EXPECT_EQ(id, "NEAR");
        return credentials_.credentials().value();
      },
      clock_);
  const auto caller = verifier.verify(requests().front());
  ASSERT_TRUE(caller.has_value()) << caller.error().message;
  EXPECT_EQ(caller->region, "eu-west-1");
}

TEST_F(ProtonClient, TriesAgainWhatFailsForAMoment) {
  will_answer(throttled());
  will_answer(net::Response::text(502, "bad gateway"));
  EXPECT_TRUE(call().has_value());
  EXPECT_THAT(requests(), SizeIs(3));
  ASSERT_THAT(pauses_.taken(), SizeIs(2));
  EXPECT_GE(pauses_.taken()[0], 1s);  // what is said of throttling without a time
  EXPECT_LE(pauses_.taken()[1], 2 * Client::first_pause);
}

TEST_F(ProtonClient, GivesUpAfterAFewTries) {
  for (int i = 0; i < Client::most_tries; ++i) will_answer(net::Response::text(500, ""));
  const auto refused = call();
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(refused.error().retryable);
  EXPECT_THAT(requests(), SizeIs(Client::most_tries));
}

TEST_F(ProtonClient, HonoursTheTimeItIsTold) {
  will_answer(throttled("4"));
  EXPECT_TRUE(call().has_value());
  EXPECT_GE(pauses_.taken().at(0), 4s);
}

TEST_F(ProtonClient, LeavesALongWaitToItsCaller) {
  will_answer(throttled("60"));
  const auto refused = call();
  EXPECT_EQ(refused.error().retry_after, 60s);
  EXPECT_THAT(requests(), SizeIs(1));
}

TEST_F(ProtonClient, DoesNotRepeatWhatStaysWrong) {
  will_answer(net::Response::json(400, R"({"__type":"ValidationException","message":"no"})"));
  EXPECT_EQ(call().error().code, ErrorCode::invalid);
  EXPECT_THAT(requests(), SizeIs(1));
}

TEST_F(ProtonClient, EndsWithTheProgram) {
  test::NoPauses stopping(0);
  Client client({.endpoint = {.url = "http://" + server_->address()}}, credentials_, stopping, clock_);
  for (int i = 0; i < Client::most_tries; ++i) will_answer(net::Response::text(500, ""));
  EXPECT_FALSE(client.call("ListServiceTemplates", {}).has_value());
  EXPECT_THAT(requests(), SizeIs(1));
}

TEST_F(ProtonClient, NamesTheRegistryThatIsNotThere) {
  const auto address = server_->address();
  server_.reset();
  Client client({.endpoint = {.url = "http://" + address}}, credentials_, pauses_, clock_);
  const auto refused = client.call("ListServiceTemplates", {});
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(refused.error().retryable);
  EXPECT_THAT(refused.error().message, HasSubstr("the registry http://" + address));
  EXPECT_THAT(pauses_.taken(), SizeIs(Client::most_tries - 1));
}

TEST_F(ProtonClient, NeverTellsItsSecret) {
  will_answer(net::Response::json(403, R"({"__type":"InvalidSignatureException","message":"does not match"})"));
  const auto refused = call();
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_THAT(refused.error().text(), Not(HasSubstr(std::string(secret))));
  EXPECT_THAT(refused.error().text(), Not(HasSubstr("Signature=")));
  EXPECT_THAT(requests().front().headers.joined("Authorization"), Not(HasSubstr(std::string(secret))));
}

TEST_F(ProtonClient, TakesNoAnswerWithoutEnd) {
  will_answer(net::Response::json(200, "{\"a\":\"" + std::string(9U << 20U, 'x') + "\"}"));
  EXPECT_EQ(call().error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace baryon::registry::proton
