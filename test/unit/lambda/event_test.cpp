#include "lambda/event.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>

namespace baryon::lambda {
namespace {

namespace json = boost::json;

const std::string rest_api = R"({
  "resource": "/webhooks/bitbucket", "path": "/webhooks/bitbucket", "httpMethod": "POST",
  "headers": {"X-Event-Key": "repo:refs_changed", "X-Forwarded-For": "203.0.113.9"},
  "multiValueHeaders": {"X-Event-Key": ["repo:refs_changed"], "X-Many": ["a", "b"]},
  "queryStringParameters": {"token": "a b"}, "multiValueQueryStringParameters": {"token": ["a b", "c&d"]},
  "pathParameters": null, "stageVariables": null,
  "requestContext": {"accountId": "123456789012", "stage": "prod", "identity": {"sourceIp": "198.51.100.7"}},
  "body": "{\"a\":1}", "isBase64Encoded": false})";

const std::string http_api = R"({
  "version": "2.0", "routeKey": "$default", "rawPath": "/prod/webhooks/bitbucket", "rawQueryString": "a=1&a=2",
  "cookies": ["one=1", "two=2"], "headers": {"x-event-key": "diagnostics:ping", "x-many": "a,b"},
  "requestContext": {"stage": "prod", "http": {"method": "POST", "path": "/prod/webhooks/bitbucket",
    "protocol": "HTTP/1.1", "sourceIp": "198.51.100.8"}},
  "body": "eyJhIjoxfQ==", "isBase64Encoded": true})";

const std::string load_balancer = R"({
  "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/b/1"}},
  "httpMethod": "GET", "path": "/health%7a", "queryStringParameters": {"q": "a%20b"},
  "headers": {"x-forwarded-for": "10.9.9.9, 192.0.2.4", "host": "lb.example.com"}, "body": "", "isBase64Encoded": false})";

const std::string queue = R"({"Records": [
  {"messageId": "m1", "body": "one", "eventSource": "aws:sqs"}, {"messageId": "m2", "body": "two", "eventSource": "aws:sqs"}]})";

const std::string objects =
    R"({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "s3": {"bucket": {"name": "b"}, "object": {"key": "k"}}}]})";

const std::string event_bridge =
    R"({"version": "0", "detail-type": "Object Created", "source": "aws.s3", "detail": {"bucket": {"name": "b"}}})";

template <class Kind>
Kind read(const std::string& document) {
  auto event = read_event(document);
  if (!event) {
    ADD_FAILURE() << event.error().text();
    return {};
  }
  if (!std::holds_alternative<Kind>(*event)) {
    ADD_FAILURE() << "of another kind: " << event->index();
    return {};
  }
  return std::get<Kind>(*std::move(event));
}

std::string with(std::string text, const std::string& part, const std::string& other) {
  const auto at = text.find(part);
  if (at == std::string::npos) {
    ADD_FAILURE() << part;
    return text;
  }
  return text.replace(at, part.size(), other);
}

TEST(LambdaEvent, ReadsRequestOfRestApi) {
  const auto event = read<HttpEvent>(rest_api);
  EXPECT_EQ(event.shape, HttpShape::rest_api);
  EXPECT_EQ(event.request.method, "POST");
  EXPECT_EQ(event.request.path, "/webhooks/bitbucket");
  EXPECT_EQ(event.request.body, R"({"a":1})");
  EXPECT_EQ(event.request.headers.find("x-event-key"), "repo:refs_changed");
  EXPECT_EQ(event.request.headers.joined("X-Many"), "a, b");
  EXPECT_EQ(event.request.query, "token=a%20b&token=c%26d");
  EXPECT_EQ(event.request.parameter("token"), "a b");
}

TEST(LambdaEvent, TakesSenderFromContextAndNotFromHeaders) {
  EXPECT_EQ(read<HttpEvent>(rest_api).request.remote, "198.51.100.7");
  EXPECT_EQ(read<HttpEvent>(with(http_api, R"("x-many": "a,b")", R"("x-forwarded-for": "1.2.3.4")")).request.remote,
            "198.51.100.8");
}

TEST(LambdaEvent, ReadsRequestOfHttpApi) {
  const auto event = read<HttpEvent>(http_api);
  EXPECT_EQ(event.shape, HttpShape::http_api);
  EXPECT_EQ(event.request.method, "POST");
  EXPECT_EQ(event.request.path, "/webhooks/bitbucket");
  EXPECT_EQ(event.request.query, "a=1&a=2");
  EXPECT_EQ(event.request.body, R"({"a":1})");
  EXPECT_EQ(event.request.headers.find("Cookie"), "one=1; two=2");
}

TEST(LambdaEvent, RemovesOnlyStagesThatArePartOfThePath) {
  EXPECT_EQ(read<HttpEvent>(with(http_api, R"("stage": "prod")", R"("stage": "$default")")).request.path,
            "/prod/webhooks/bitbucket");
  EXPECT_EQ(read<HttpEvent>(with(http_api, "/prod/webhooks/bitbucket", "/production")).request.path, "/production");
  EXPECT_EQ(read<HttpEvent>(with(http_api, "/prod/webhooks/bitbucket", "/prod")).request.path, "/");
}

TEST(LambdaEvent, ReadsRequestOfLoadBalancer) {
  const auto event = read<HttpEvent>(load_balancer);
  EXPECT_EQ(event.shape, HttpShape::load_balancer);
  EXPECT_EQ(event.request.path, "/healthz");
  EXPECT_EQ(event.request.query, "q=a%20b");
  EXPECT_EQ(event.request.parameter("q"), "a b");
}

TEST(LambdaEvent, TakesTheAddressThatTheLoadBalancerItselfAppended) {
  EXPECT_EQ(read<HttpEvent>(load_balancer).request.remote, "192.0.2.4");
}

TEST(LambdaEvent, ReadsHeaderListsOfLoadBalancer) {
  auto document =
      with(load_balancer, R"("headers": {"x-forwarded-for": "10.9.9.9, 192.0.2.4", "host": "lb.example.com"})",
           R"("multiValueHeaders": {"x-forwarded-for": ["10.9.9.9", "192.0.2.5"]})");
  document = with(document, R"("queryStringParameters": {"q": "a%20b"})",
                  R"("multiValueQueryStringParameters": {"q": ["1", "2"]})");
  const auto event = read<HttpEvent>(document);
  EXPECT_EQ(event.shape, HttpShape::load_balancer_lists);
  EXPECT_EQ(event.request.remote, "192.0.2.5");
  EXPECT_EQ(event.request.query, "q=1&q=2");
}

TEST(LambdaEvent, TellsSenderOfTruncatedBase64) {
  const auto broken = read<BrokenRequest>(with(http_api, "eyJhIjoxfQ==", "eyJhIjoxfQ="));
  EXPECT_EQ(broken.shape, HttpShape::http_api);
  EXPECT_EQ(broken.error.code, ErrorCode::invalid);
  EXPECT_NE(broken.error.message.find("base64"), std::string::npos);
}

TEST(LambdaEvent, TellsSenderOfMembersOfTheWrongType) {
  EXPECT_NE(
      read<BrokenRequest>(with(rest_api, R"("X-Many": ["a", "b"])", R"("X-Many": [1])")).error.message.find("X-Many"),
      std::string::npos);
  EXPECT_NE(read<BrokenRequest>(with(rest_api, R"("body": "{\"a\":1}")", R"("body": 7)")).error.message.find("body"),
            std::string::npos);
  EXPECT_NE(read<BrokenRequest>(with(load_balancer, "/health%7a", "/%zz")).error.message.find("path"),
            std::string::npos);
}

TEST(LambdaEvent, ReadsMissingBodyAndHeadersAsEmpty) {
  const auto event = read<HttpEvent>(
      R"({"httpMethod": "GET", "path": "/", "requestContext": {"identity": {"sourceIp": "::1"}}, "body": null, "headers": null})");
  EXPECT_EQ(event.request.body, "");
  EXPECT_EQ(event.request.remote, "::1");
}

TEST(LambdaEvent, ReadsMessagesOfQueue) {
  const auto batch = read<QueueBatch>(queue);
  ASSERT_EQ(batch.messages.size(), 2U);
  EXPECT_EQ(batch.messages[0].id, "m1");
  EXPECT_EQ(batch.messages[1].body, "two");
}

TEST(LambdaEvent, ReadsNotificationsOfObjects) {
  EXPECT_EQ(read<ObjectNotification>(objects).document, objects);
  EXPECT_EQ(read<ObjectNotification>(event_bridge).document, event_bridge);
  read<ObjectNotification>(with(objects, "aws:s3", "ceph:s3"));
  read<ObjectTest>(R"({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"})");
}

TEST(LambdaEvent, RefusesUnknownShapesByTheirMembers) {
  for (const std::string document : {R"({"first": 1, "second": 2})", R"({"Records": [{"EventSource": "aws:sns"}]})",
                                     R"({"Records": []})", R"({"requestContext": {}})", "{}"}) {
    const auto event = read_event(document);
    ASSERT_FALSE(event) << document;
    EXPECT_EQ(event.error().code, ErrorCode::invalid);
    EXPECT_NE(event.error().message.find("unknown shape"), std::string::npos) << event.error().message;
  }
  EXPECT_NE(read_event(R"({"first": 1, "second": 2})").error().message.find("first, second"), std::string::npos);
}

TEST(LambdaEvent, RefusesRecordsOfSeveralSources) {
  EXPECT_FALSE(read_event(with(queue, R"("body": "two", "eventSource": "aws:sqs")", R"("eventSource": "aws:s3")")));
}

TEST(LambdaEvent, RefusesMessageWithoutIdentifier) {
  const auto event = read_event(with(queue, R"("messageId": "m2", )", ""));
  ASSERT_FALSE(event);
  EXPECT_NE(event.error().message.find("Records[1].messageId"), std::string::npos);
}

TEST(LambdaEvent, RefusesWhatIsNoObject) {
  for (const auto* const document : {"", "[]", "7", "{", "\"text\""}) EXPECT_FALSE(read_event(document)) << document;
}

json::object answer(HttpShape shape, net::Response response) {
  return json::parse(write_http_answer(shape, response)).as_object();
}

net::Response two_cookies() {
  auto response = net::Response::json(202, "{}");
  response.headers.add("Set-Cookie", "a=1");
  response.headers.add("Set-Cookie", "b=2");
  return response;
}

TEST(LambdaAnswer, HasTheFormThatTheSenderWants) {
  const auto rest = answer(HttpShape::rest_api, two_cookies());
  EXPECT_EQ(rest.at("statusCode"), 202);
  EXPECT_EQ(rest.at("body"), "{}");
  EXPECT_EQ(rest.at("isBase64Encoded"), false);
  EXPECT_EQ(rest.at("multiValueHeaders").as_object().at("Set-Cookie"), (json::array{"a=1", "b=2"}));
  EXPECT_FALSE(rest.contains("headers"));
  EXPECT_FALSE(rest.contains("statusDescription"));

  const auto http = answer(HttpShape::http_api, two_cookies());
  EXPECT_EQ(http.at("headers").as_object().at("Content-Type"), "application/json; charset=utf-8");
  EXPECT_FALSE(http.contains("multiValueHeaders"));

  EXPECT_EQ(answer(HttpShape::load_balancer, two_cookies()).at("statusDescription"), "202 Accepted");
  EXPECT_TRUE(answer(HttpShape::load_balancer_lists, two_cookies()).contains("multiValueHeaders"));
}

TEST(LambdaAnswer, CarriesBytesThatAreNoTextAsBase64) {
  const auto bytes = answer(HttpShape::http_api, net::Response{.body = std::string("\xff\x00\x01", 3)});
  EXPECT_EQ(bytes.at("isBase64Encoded"), true);
  EXPECT_EQ(bytes.at("body"), "/wAB");
}

TEST(LambdaAnswer, NamesTheMessagesThatComeAgain) {
  EXPECT_EQ(write_batch_answer({}), R"({"batchItemFailures":[]})");
  const std::vector<std::string> failed{"m2"};
  EXPECT_EQ(write_batch_answer(failed), R"({"batchItemFailures":[{"itemIdentifier":"m2"}]})");
}

}  // namespace
}  // namespace baryon::lambda
