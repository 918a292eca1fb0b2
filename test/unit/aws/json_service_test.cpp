#include "aws/json_service.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "aws/queue.h"
#include "aws/secrets.h"
#include "aws/verifier.h"
#include "net/http_server.h"

namespace baryon::aws {
namespace {

const Credentials key{.access_key_id = "AKIDEXAMPLE", .secret = Secret("a secret key")};

// A service that takes signed requests only, and answers as it is told.
class Service {
 public:
  explicit Service(const std::string& name)
      : verifier_({.service = name, .region = "eu-west-1"}, [](auto) { return std::optional(key); }, system_clock()) {
    auto opened = net::HttpServer::open({.listen = "127.0.0.1:0"}, [this](net::Request request, net::Reply reply) {
      if (const auto caller = verifier_.verify(request); !caller)
        return reply(net::Response::json(403, R"({"__type":"InvalidSignatureException","message":"unsigned"})"));
      requests.push_back(std::move(request));
      reply(answer);
    });
    server_ = *std::move(opened);
    server_->start();
  }

  ~Service() { server_->stop(std::chrono::seconds(1)); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] std::string url() const { return "http://" + server_->address(); }

  net::Response answer = net::Response::json(200, "{}");
  std::vector<net::Request> requests;

 private:
  Verifier verifier_;
  std::unique_ptr<net::HttpServer> server_;
};

FixedCredentials& credentials() {
  static FixedCredentials fixed(key);
  return fixed;
}

Result<void> send(Service& service, const std::string& body) {
  BARYON_TRY(auto queue,
             Queue::open(service.url() + "/123456789012/baryon", "eu-west-1", credentials(), system_clock()));
  return queue.send(body);
}

TEST(Queue, SendsSignedMessages) {
  Service service("sqs");
  service.answer = net::Response::json(200, R"({"MessageId":"m","MD5OfMessageBody":"x"})");
  const auto sent = send(service, R"({"a":"b"})");
  ASSERT_TRUE(sent) << sent.error().text();
  ASSERT_EQ(service.requests.size(), 1U);
  const auto& request = service.requests[0];
  EXPECT_EQ(request.headers.find("X-Amz-Target"), "AmazonSQS.SendMessage");
  EXPECT_EQ(request.headers.find("Content-Type"), "application/x-amz-json-1.0");
  const auto body = boost::json::parse(request.body).as_object();
  EXPECT_EQ(body.at("QueueUrl"), boost::json::value(service.url() + "/123456789012/baryon"));
  EXPECT_EQ(body.at("MessageBody"), R"({"a":"b"})");
}

TEST(Queue, BelievesOnlyAMessageIdentifier) {
  Service service("sqs");
  const auto sent = send(service, "x");
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().retryable);
}

TEST(Queue, RefusesWhatSqsDoesNotTake) {
  Service service("sqs");
  EXPECT_EQ(send(service, std::string(max_message_bytes + 1, 'x')).error().code, ErrorCode::too_large);
  EXPECT_TRUE(service.requests.empty());
}

TEST(Queue, RefusesUrlsThatAreNone) {
  for (const auto* const url : {"", "baryon", "ftp://host/queue", "https://host/queue/"})
    EXPECT_FALSE(Queue::open(url, "eu-west-1", credentials(), system_clock())) << url;
  EXPECT_FALSE(Queue::open("https://sqs.eu-west-1.amazonaws.com/1/b", "", credentials(), system_clock()));
}

TEST(JsonService, TellsFailuresApart) {
  struct Case {
    int status;
    std::string body;
    ErrorCode code;
    bool is_retryable;
  };
  for (const auto& [status, body, code, is_retryable] :
       {Case{400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"})", ErrorCode::not_found, false},
        Case{403, R"({"__type":"AccessDeniedException","Message":"no"})", ErrorCode::denied, false},
        Case{400, R"({"__type":"com.amazon.coral.service#ThrottlingException"})", ErrorCode::unavailable, true},
        Case{503, "<html>", ErrorCode::unavailable, true}, Case{400, "[]", ErrorCode::invalid, false}}) {
    Service service("sqs");
    service.answer = net::Response::json(status, body);
    const auto sent = send(service, "x");
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, code) << sent.error().text();
    EXPECT_EQ(sent.error().retryable, is_retryable) << sent.error().text();
    EXPECT_NE(sent.error().message.find("SendMessage of sqs"), std::string::npos) << sent.error().message;
  }
}

TEST(Secrets, ReadsTextsAndMembers) {
  Service service("secretsmanager");
  Secrets secrets("eu-west-1", service.url(), credentials(), system_clock());
  service.answer = net::Response::json(200, R"({"SecretString":"{\"token\":\"t0ken\",\"other\":1}"})");
  EXPECT_EQ(secrets.current({.id = "baryon", .member = "token"})->reveal(), "t0ken");
  EXPECT_EQ(service.requests.back().headers.find("X-Amz-Target"), "secretsmanager.GetSecretValue");
  EXPECT_EQ(service.requests.back().body, R"({"SecretId":"baryon","VersionStage":"AWSCURRENT"})");
  EXPECT_EQ(secrets.current({.id = "baryon", .member = "other"}).error().code, ErrorCode::configuration);
  EXPECT_EQ(secrets.current({.id = "baryon", .member = "none"}).error().code, ErrorCode::configuration);
  EXPECT_TRUE(secrets.current({.id = "baryon"})->reveal().starts_with("{"));
  service.answer = net::Response::json(200, R"({"SecretBinary":"AAAA"})");
  EXPECT_EQ(secrets.current({.id = "baryon"}).error().code, ErrorCode::configuration);
  service.answer = net::Response::json(200, R"({"SecretString":""})");
  EXPECT_EQ(secrets.current({.id = "baryon"}).error().code, ErrorCode::configuration);
}

TEST(Secrets, HasNoPreviousValueBeforeTheFirstRotation) {
  Service service("secretsmanager");
  Secrets secrets("eu-west-1", service.url(), credentials(), system_clock());
  service.answer = net::Response::json(400, R"({"__type":"ResourceNotFoundException","Message":"no such stage"})");
  const auto none = secrets.previous({.id = "baryon"});
  ASSERT_TRUE(none) << none.error().text();
  EXPECT_FALSE(none->has_value());
  service.answer = net::Response::json(200, R"({"SecretString":"old"})");
  EXPECT_EQ(secrets.previous({.id = "baryon"})->value().reveal(), "old");
  service.answer = net::Response::json(500, "");
  EXPECT_FALSE(secrets.previous({.id = "baryon"}));
}

TEST(SecretReference, ReadsNamesArnsAndMembers) {
  const auto reference =
      parse_secret_reference("arn:aws:secretsmanager:eu-west-1:123456789012:secret:baryon/bitbucket-AbCdEf#token");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->region(), "eu-west-1");
  EXPECT_EQ(reference->member, "token");
  EXPECT_EQ(parse_secret_reference("baryon")->region(), "");
  for (const auto* const text : {"", "#token", "name#", "a\nb"}) EXPECT_FALSE(parse_secret_reference(text)) << text;
}

}  // namespace
}  // namespace baryon::aws
