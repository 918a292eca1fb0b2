#include "aws/verifier.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "aws/canonical_request.h"
#include "unit/aws/signed_request.h"

namespace baryon::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view signed_at = "20260102T030405Z";
constexpr std::string_view mismatch = "The request signature we calculated does not match the signature you provided.";

net::ClientRequest list_templates() {
  return {.method = "POST",
          .url = "http://127.0.0.1:8080/",
          .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                      {"X-Amz-Target", "AwsProton20200720.ListEnvironmentTemplates"}},
          .body = "{}"};
}

SigningContext context(std::string_view session_token = {}) {
  return {.credentials = test::example_credentials(session_token),
          .region = "eu-west-1",
          .service = "proton",
          .time = test::time_of(signed_at)};
}

std::optional<Credentials> look_up(std::string_view id) {
  if (id == test::example_id) return test::example_credentials();
  if (id == "ASIATEMPORARY")
    return Credentials{.access_key_id = "ASIATEMPORARY", .secret = Secret("other"), .session_token = Secret("token")};
  if (id == "EMPTY") return Credentials{.access_key_id = "EMPTY", .secret = Secret()};
  return std::nullopt;
}

class VerifierTest : public testing::Test {
 protected:
  VerifierTest() { test::set(clock_, signed_at); }

  [[nodiscard]] Verdict<Caller> verify(const net::Request& request, std::string region = {}) const {
    return Verifier({.service = "proton", .region = std::move(region)}, look_up, clock_).verify(request);
  }

  // "Code: message" or "accepted".
  [[nodiscard]] std::string outcome(const net::Request& request) const {
    const auto caller = verify(request);
    return caller ? "accepted" : fmt::format("{}: {}", aws_code(caller.error().code), caller.error().message);
  }

  baryon::test::ManualClock clock_;
};

net::Request signed_request() { return test::received(sign(list_templates(), context()).value()); }

net::Request presigned_request(std::chrono::seconds lifetime = std::chrono::hours(1)) {
  auto request = list_templates();
  request.url = presign(request, context(), lifetime).value();
  request.headers.add("Host", "127.0.0.1:8080");
  return test::received(request);
}

net::Request with_authorization(std::string_view from, std::string_view to) {
  auto request = signed_request();
  const std::string header(request.headers.find("Authorization").value());
  EXPECT_THAT(header, HasSubstr(std::string(from)));
  request.headers = test::with(request.headers, "Authorization", test::replaced(header, from, to));
  return request;
}

net::Request with_query(std::string_view from, std::string_view to) {
  auto request = presigned_request();
  EXPECT_THAT(request.query, HasSubstr(std::string(from)));
  request.query = test::replaced(request.query, from, to);
  return request;
}

TEST_F(VerifierTest, AcceptsASignatureInTheHeader) {
  const auto caller = verify(signed_request());
  ASSERT_TRUE(caller) << caller.error().message;
  EXPECT_EQ(caller->access_key_id, test::example_id);
  EXPECT_EQ(caller->region, "eu-west-1");
}

TEST_F(VerifierTest, AcceptsASignatureInTheQuery) {
  const auto caller = verify(presigned_request());
  ASSERT_TRUE(caller) << caller.error().message;
  EXPECT_EQ(caller->access_key_id, test::example_id);
  EXPECT_EQ(caller->region, "eu-west-1");
}

TEST_F(VerifierTest, AcceptsTheSameRequestTwice) {
  const Verifier verifier({.service = "proton"}, look_up, clock_);
  EXPECT_TRUE(verifier.verify(signed_request()));
  EXPECT_TRUE(verifier.verify(signed_request()));
}

TEST_F(VerifierTest, TakesParametersOfTheHeaderInAnyOrderAndWithoutSpaces) {
  auto request = signed_request();
  const std::string header(request.headers.find("Authorization").value());
  const auto credential = header.find("Credential="), names = header.find("SignedHeaders="),
             signature = header.find("Signature=");
  const auto rewritten = "AWS4-HMAC-SHA256 " + header.substr(signature) + "," +
                         header.substr(names, signature - names - 2) + "," +
                         header.substr(credential, names - credential - 2);
  request.headers = test::with(request.headers, "Authorization", rewritten);
  EXPECT_EQ(outcome(request), "accepted");
}

TEST_F(VerifierTest, TakesTheDateOfHttpWhereThereIsNoOther) {
  for (const std::string date : {"Fri, 02 Jan 2026 03:04:05 GMT", "20260102T030405Z"}) {
    auto request = signed_request();
    request.headers = test::without(test::without(request.headers, "X-Amz-Date"), "Authorization");
    request.headers.add("Date", date);
    const std::vector<std::string> names{"date", "host", "x-amz-target"};
    const auto canonical = canonical_request({.method = "POST",
                                              .path = "/",
                                              .query = {},
                                              .headers = request.headers,
                                              .signed_headers = names,
                                              .payload_hash = hash_payload("{}")});
    const auto time = test::time_of(signed_at);
    const auto scope = scope_at(time, "eu-west-1", "proton");
    const auto header = [&](std::string_view signed_names) {
      return fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}", test::example_id,
                         scope.text(), signed_names,
                         signature(test::example_credentials().secret, scope, string_to_sign(time, scope, canonical)));
    };
    request.headers.add("Authorization", header("date;host;x-amz-target"));
    EXPECT_EQ(outcome(request), "accepted") << date;
    request.headers = test::with(request.headers, "Authorization", header("host;x-amz-target"));
    EXPECT_EQ(outcome(request), "InvalidSignatureException: 'date' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

TEST_F(VerifierTest, MayLeaveContentTypeUnsigned) {
  auto unsigned_type = list_templates();
  unsigned_type.headers = test::without(unsigned_type.headers, "Content-Type");
  auto request = test::received(sign(unsigned_type, context()).value());
  request.headers.add("Content-Type", "application/x-amz-json-1.0");
  EXPECT_EQ(outcome(request), "accepted");
}

TEST_F(VerifierTest, IgnoresTheHeaderThatCloudFrontAdds) {
  auto request = signed_request();
  request.headers.add("X-Amz-Cf-Id", "abc");
  request.headers.add("X-Amzn-Trace-Id", "Root=1");
  EXPECT_EQ(outcome(request), "accepted");
}

TEST_F(VerifierTest, VerifiesPathAndQuery) {
  auto sent = list_templates();
  sent.url = "http://127.0.0.1:8080/a%20b/%C3%BC/?z=%2F&y=a+b&y=";
  auto request = test::received(sign(sent, context()).value());
  EXPECT_EQ(request.path, "/a b/\u00FC/");
  EXPECT_EQ(outcome(request), "accepted");
  request.path = "/a b/u/";
  EXPECT_THAT(outcome(request), HasSubstr(std::string(mismatch)));
}

struct Moment {
  std::string name;
  std::chrono::seconds offset;  // of the server's clock from the signature's time
  std::string outcome;
};

class HeaderSkew : public VerifierTest, public testing::WithParamInterface<Moment> {};

TEST_P(HeaderSkew, IsFiveMinutesEitherWay) {
  clock_.advance(GetParam().offset);
  EXPECT_EQ(outcome(signed_request()), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(
    Moments, HeaderSkew,
    testing::Values(
        Moment{"exactly_late", std::chrono::seconds(300), "accepted"},
        Moment{"exactly_early", std::chrono::seconds(-300), "accepted"},
        Moment{"a_second_late", std::chrono::seconds(301),
               "InvalidSignatureException: Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z "
               "(20260102T030906Z - 5 min.)"},
        Moment{"a_second_early", std::chrono::seconds(-301),
               "InvalidSignatureException: Signature not yet current: 20260102T030405Z is still later than "
               "20260102T030404Z (20260102T025904Z + 5 min.)"}),
    [](const auto& moment) { return moment.param.name; });

class QueryLifetime : public VerifierTest, public testing::WithParamInterface<Moment> {};

TEST_P(QueryLifetime, BeginsAtTheDateAndLastsAsLongAsItSays) {
  clock_.advance(GetParam().offset);
  EXPECT_EQ(outcome(presigned_request(std::chrono::seconds(3600))), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(
    Moments, QueryLifetime,
    testing::Values(
        Moment{"last_second", std::chrono::seconds(3600), "accepted"},
        Moment{"exactly_early", std::chrono::seconds(-300), "accepted"},
        Moment{"expired", std::chrono::seconds(3601),
               "InvalidSignatureException: Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z "
               "(20260102T040406Z - 3600 sec.)"},
        Moment{"future", std::chrono::seconds(-301),
               "InvalidSignatureException: Signature not yet current: 20260102T030405Z is still later than "
               "20260102T030404Z (20260102T025904Z + 5 min.)"}),
    [](const auto& moment) { return moment.param.name; });

struct Refused {
  std::string name;
  std::function<net::Request()> request;
  std::string outcome;  // the beginning of
};

class RefusedRequest : public VerifierTest, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedRequest, GetsTheCodeAndTextOfAws) {
  const auto request = GetParam().request();
  EXPECT_THAT(outcome(request), StartsWith(GetParam().outcome));
  EXPECT_THAT(outcome(request), Not(HasSubstr(std::string(test::example_secret))));
}

std::function<net::Request()> without_header(const std::string& name) {
  return [name] {
    auto request = signed_request();
    request.headers = test::without(request.headers, name);
    return request;
  };
}

std::function<net::Request()> with_header(const std::string& name, const std::string& value) {
  return [name, value] {
    auto request = signed_request();
    request.headers = test::with(request.headers, name, value);
    return request;
  };
}

std::function<net::Request()> with_second_header(const std::string& name, const std::string& value) {
  return [name, value] {
    auto request = signed_request();
    request.headers.add(name, value);
    return request;
  };
}

std::function<net::Request()> authorization(const std::string& from, const std::string& to) {
  return [from, to] { return with_authorization(from, to); };
}

std::function<net::Request()> query(const std::string& from, const std::string& to) {
  return [from, to] { return with_query(from, to); };
}

std::function<net::Request()> signed_without(const std::string& name) {
  return [name] {
    auto sent = list_templates();
    const std::string value(sent.headers.find(name).value());
    sent.headers = test::without(sent.headers, name);
    auto request = test::received(sign(sent, context()).value());
    request.headers.add(name, value);
    return request;
  };
}

const std::vector<Refused> refused_headers = {
    {"not_signed", without_header("Authorization"),
     "MissingAuthenticationTokenException: Missing Authentication Token"},
    {"no_host", without_header("Host"), "InvalidSignatureException: The signed header 'host' is missing."},
    {"no_date", without_header("X-Amz-Date"),
     "IncompleteSignatureException: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
     "header."},
    {"no_target", without_header("X-Amz-Target"), "InvalidSignatureException: The signed header 'x-amz-target' is"},
    {"no_content_type", without_header("Content-Type"),
     "InvalidSignatureException: The signed header 'content-type' is missing."},
    {"target_not_signed", signed_without("X-Amz-Target"),
     "InvalidSignatureException: 'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."},
    {"other_not_signed", with_second_header("X-AMZ-Other", "1"),
     "InvalidSignatureException: 'x-amz-other' must be a 'SignedHeader' in the AWS Authorization."},
    {"host_not_signed", authorization("content-type;host;", "content-type;"),
     "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
    {"date_not_signed", authorization(";x-amz-date;", ";"),
     "InvalidSignatureException: 'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."},
    {"second_authorization", with_second_header("authorization", "AWS4-HMAC-SHA256 Credential=a"),
     "IncompleteSignatureException: There is more than one Authorization header."},
    {"second_target", with_second_header("x-amz-target", "AwsProton20200720.DeleteEnvironmentTemplate"),
     "InvalidSignatureException: The signed header 'x-amz-target' is there twice."},
    {"second_date", with_second_header("x-amz-date", "20260102T030405Z"),
     "InvalidSignatureException: The signed header 'x-amz-date' is there twice."},
    {"second_host", with_second_header("host", "example.com"),
     "InvalidSignatureException: The signed header 'host' is there twice."},
    {"second_content_type", with_second_header("content-type", "text/plain"),
     "InvalidSignatureException: The signed header 'content-type' is there twice."},
    {"other_target", with_header("X-Amz-Target", "AwsProton20200720.DeleteEnvironmentTemplate"),
     "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check "
     "your AWS Secret Access Key and signing method. Consult the service documentation for details."},
    {"malformed_date", with_header("X-Amz-Date", "2026-01-02T03:04:05Z"),
     "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '2026-01-02T03:04:05Z'."},
    {"http_date_in_amz_date", with_header("X-Amz-Date", "Fri, 02 Jan 2026 03:04:05 GMT"),
     "IncompleteSignatureException: Date must be in ISO-8601 'basic format'."},
    {"other_date", with_header("X-Amz-Date", "20260102T030406Z"),
     "InvalidSignatureException: The request signature we"},
    {"other_payload_hash", with_second_header("X-Amz-Content-Sha256", hash_payload("other")),
     "InvalidSignatureException: 'x-amz-content-sha256' must be a 'SignedHeader'"},
    {"bearer", with_header("Authorization", "Bearer abcdef"),
     "IncompleteSignatureException: Unsupported AWS 'algorithm': 'Bearer'."},
    {"empty_authorization", with_header("Authorization", ""),
     "IncompleteSignatureException: Unsupported AWS 'algorithm': ''."},
    {"algorithm_alone", with_header("Authorization", "AWS4-HMAC-SHA256"),
     "IncompleteSignatureException: '' not a valid key=value pair (missing equal-sign) in Authorization header."},
    {"other_algorithm", authorization("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
     "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."},
    {"no_parameters", with_header("Authorization", "AWS4-HMAC-SHA256 Credential="),
     "IncompleteSignatureException: Authorization header requires 'Credential' parameter. Authorization header "
     "requires "
     "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."},
    {"unknown_parameter", authorization("Signature=", "Token=x, Signature="),
     "IncompleteSignatureException: Authorization header has an unknown parameter 'Token'."},
    {"parameter_twice", authorization("Signature=", "Signature=x, Signature="),
     "IncompleteSignatureException: Authorization header has the parameter 'Signature' twice."},
    {"no_equals_sign", authorization("Signature=", "Signature"), "IncompleteSignatureException: 'Signature"},
    {"short_credential", authorization("/proton/aws4_request", ""),
     "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, e.g. "
     "keyid/date/region/service/term, got 'AKIDEXAMPLE/20260102/eu-west-1'"},
    {"long_credential", authorization("AKIDEXAMPLE/", "AKID/EXAMPLE/"),
     "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements"},
    {"empty_key_id", authorization("AKIDEXAMPLE/", "/"),
     "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements"},
    {"escaped", authorization("AKIDEXAMPLE/", "\x1b[31m/x/"),
     R"(IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, e.g. )"
     R"(keyid/date/region/service/term, got '\x1b[31m/x/)"},
    {"other_terminator", authorization("/aws4_request", "/aws5_request"),
     "InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not "
     "'aws5_request'."},
    {"other_service", authorization("/proton/", "/s3/"),
     "InvalidSignatureException: Credential should be scoped to correct service: 'proton'."},
    {"other_region", authorization("/eu-west-1/", "/eu-west-2/"),
     "InvalidSignatureException: The request signature we calculated"},
    {"odd_region", authorization("/eu-west-1/", "/EU_WEST/"),
     "InvalidSignatureException: Credential should be scoped to a valid region, not 'EU_WEST'."},
    {"other_scope_date", authorization("/20260102/", "/20260103/"),
     "InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
     "HTTP: '20260103' != '20260102', from '20260102T030405Z'."},
    {"unsorted_names", authorization("content-type;host", "host;content-type"),
     "IncompleteSignatureException: SignedHeaders must be header names in lower case, sorted"},
    {"names_twice", authorization("content-type;host", "content-type;host;host"),
     "IncompleteSignatureException: SignedHeaders must be"},
    {"names_in_upper_case", authorization("content-type;host", "Content-Type;host"),
     "IncompleteSignatureException: SignedHeaders must be"},
    {"empty_name", authorization("content-type;host", ";content-type;host"),
     "IncompleteSignatureException: SignedHeaders must be"},
    {"name_with_line_end", authorization("content-type;host", "content-type;host\n"),
     "IncompleteSignatureException: SignedHeaders must be"},
    {"absent_name", authorization("content-type;host", "content-type;extra;host"),
     "InvalidSignatureException: The signed header 'extra' is missing."},
    {"short_signature", authorization("Signature=", "Signature=0"), "InvalidSignatureException: The request signature"},
    {"unknown_key", authorization("AKIDEXAMPLE", "AKIDNOBODY"),
     "UnrecognizedClientException: The security token included in the request is invalid."},
    {"key_with_empty_secret", authorization("AKIDEXAMPLE", "EMPTY"), "UnrecognizedClientException: "},
    {"another_ones_key", authorization("AKIDEXAMPLE", "ASIATEMPORARY"), "InvalidSignatureException: The request"},
};

INSTANTIATE_TEST_SUITE_P(Headers, RefusedRequest, testing::ValuesIn(refused_headers),
                         [](const auto& refused) { return refused.param.name; });

const std::vector<Refused> refused_queries = {
    {"no_algorithm", query("X-Amz-Algorithm=", "X-Amz-Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Algorithm'. Re-examine the "
     "query-string parameters."},
    {"no_credential", query("X-Amz-Credential=", "Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Credential'."},
    {"no_date", query("X-Amz-Date=", "Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Date'."},
    {"no_lifetime", query("X-Amz-Expires=", "Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Expires'."},
    {"no_signed_headers", query("X-Amz-SignedHeaders=", "Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-SignedHeaders'."},
    {"no_signature", query("X-Amz-Signature=", "Other="),
     "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Signature'."},
    {"date_twice", query("X-Amz-Date=", "X-Amz-Date=20260102T030405Z&X-Amz-Date="),
     "IncompleteSignatureException: The query-string parameter 'X-Amz-Date' is there twice."},
    {"signature_twice", query("X-Amz-Signature=", "X%2DAmz-Signature=0&X-Amz-Signature="),
     "IncompleteSignatureException: The query-string parameter 'X-Amz-Signature' is there twice."},
    {"other_algorithm", query("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
     "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."},
    {"too_long", query("X-Amz-Expires=3600", "X-Amz-Expires=604801"),
     "IncompleteSignatureException: X-Amz-Expires must be a number of seconds from 1 to 604800."},
    {"no_time_at_all", query("X-Amz-Expires=3600", "X-Amz-Expires=0"),
     "IncompleteSignatureException: X-Amz-Expires must be a number"},
    {"negative_time", query("X-Amz-Expires=3600", "X-Amz-Expires=-1"),
     "IncompleteSignatureException: X-Amz-Expires must be a number"},
    {"no_number", query("X-Amz-Expires=3600", "X-Amz-Expires=3600s"),
     "IncompleteSignatureException: X-Amz-Expires must be a number"},
    {"huge_number", query("X-Amz-Expires=3600", "X-Amz-Expires=99999999999999999999"),
     "IncompleteSignatureException: X-Amz-Expires must be a number"},
    {"longer_than_signed", query("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
     "InvalidSignatureException: The request signature we calculated"},
    {"http_date", query("X-Amz-Date=20260102T030405Z", "X-Amz-Date=Fri%2C%2002%20Jan%202026%2003%3A04%3A05%20GMT"),
     "IncompleteSignatureException: Date must be in ISO-8601 'basic format'."},
    {"other_service", query("%2Fproton%2F", "%2Fs3%2F"),
     "InvalidSignatureException: Credential should be scoped to correct service: 'proton'."},
    {"malformed_encoding", query("%2Fproton%2F", "%2Fproton%2"), "IncompleteSignatureException: "},
    {"broken_encoding", query("X-Amz-Algorithm", "a=%zz&X-Amz-Algorithm"),
     "IncompleteSignatureException: The query string is malformed"},
    {"more_parameters", query("X-Amz-Algorithm", "a=1&X-Amz-Algorithm"),
     "InvalidSignatureException: The request signature we calculated"},
    {"other_key", query("AKIDEXAMPLE", "AKIDNOBODY"), "UnrecognizedClientException: "},
    {"target_not_signed", query("%3Bx-amz-target", ""),
     "InvalidSignatureException: 'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."},
    {"in_the_header_too",
     [] {
       auto request = presigned_request();
       request.headers = test::with(request.headers, "Authorization", "AWS4-HMAC-SHA256 Credential=x");
       return request;
     },
     "IncompleteSignatureException: Only one way to sign is allowed"},
    {"other_body",
     [] {
       auto request = presigned_request();
       request.body = R"({"maxResults":1})";
       return request;
     },
     "InvalidSignatureException: The request signature we calculated"},
};

INSTANTIATE_TEST_SUITE_P(Queries, RefusedRequest, testing::ValuesIn(refused_queries),
                         [](const auto& refused) { return refused.param.name; });

TEST_F(VerifierTest, HashesTheBodyItself) {
  auto hashed = list_templates();
  hashed.headers.add("x-amz-meta", "1");
  auto request = test::received(sign(hashed, context()).value());
  request.body = "{ }";
  EXPECT_THAT(outcome(request), HasSubstr(std::string(mismatch)));
}

TEST_F(VerifierTest, RefusesABodyThatIsNotSigned) {
  // As for S3, but in Proton's scope: signed over UNSIGNED-PAYLOAD, and the header says so.
  auto request = signed_request();
  request.headers = test::without(request.headers, "Authorization");
  request.headers.add("X-Amz-Content-Sha256", std::string(unsigned_payload));
  const std::vector<std::string> names{"content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-target"};
  const auto canonical = canonical_request({.method = "POST",
                                            .path = "/",
                                            .query = {},
                                            .headers = request.headers,
                                            .signed_headers = names,
                                            .payload_hash = unsigned_payload});
  const auto time = test::time_of(signed_at);
  const auto scope = scope_at(time, "eu-west-1", "proton");
  request.headers.add("Authorization", fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                                   test::example_id, scope.text(), join_names(names),
                                                   signature(test::example_credentials().secret, scope,
                                                             string_to_sign(time, scope, canonical))));
  EXPECT_EQ(outcome(request),
            "InvalidSignatureException: The provided 'x-amz-content-sha256' header does not match what was computed.");
}

TEST_F(VerifierTest, ChecksTheRegionWhereOneIsGiven) {
  EXPECT_TRUE(verify(signed_request(), "eu-west-1"));
  const auto elsewhere = verify(signed_request(), "us-east-1");
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, RefusalCode::invalid_signature);
  EXPECT_EQ(elsewhere.error().message, "Credential should be scoped to a valid region, not 'eu-west-1'.");
}

TEST_F(VerifierTest, LimitsTheNumberOfSignedHeaders) {
  const auto signed_with = [](std::size_t more) {
    auto sent = list_templates();
    for (std::size_t i = 0; i < more; ++i) sent.headers.add(fmt::format("x-{}", i), "1");
    return test::received(sign(sent, context()).value());
  };
  EXPECT_EQ(outcome(signed_with(max_signed_headers - 4)), "accepted");
  EXPECT_EQ(outcome(signed_with(max_signed_headers - 3)),
            "IncompleteSignatureException: SignedHeaders names more than 100 headers.");
}

class SessionToken : public VerifierTest {
 protected:
  static SigningContext temporary(std::string_view token) {
    auto changed = context(token);
    changed.credentials.access_key_id = "ASIATEMPORARY";
    changed.credentials.secret = Secret("other");
    return changed;
  }

  static net::Request in_query(const SigningContext& context) {
    auto request = list_templates();
    request.url = presign(request, context, std::chrono::hours(1)).value();
    request.headers.add("Host", "127.0.0.1:8080");
    return test::received(request);
  }

  static net::Request in_header(const SigningContext& context) {
    return test::received(sign(list_templates(), context).value());
  }
};

TEST_F(SessionToken, HasToBeTheKeysOwn) {
  const std::string unrecognized =
      "UnrecognizedClientException: The security token included in the request is invalid.";
  for (const auto& send : {in_header, in_query}) {
    EXPECT_EQ(outcome(send(temporary("token"))), "accepted");
    EXPECT_EQ(outcome(send(temporary("another"))), unrecognized);
    EXPECT_EQ(outcome(send(temporary(""))), unrecognized);
    EXPECT_EQ(outcome(send(context("token"))), unrecognized);
  }
}

TEST_F(SessionToken, IsNotAskedAboutWithAWrongSignature) {
  auto wrong = temporary("another");
  wrong.credentials.secret = Secret("wrong");
  EXPECT_THAT(outcome(in_header(wrong)), HasSubstr(std::string(mismatch)));
}

TEST(Refusal, HasTheStatusOfAws) {
  EXPECT_EQ(http_status(RefusalCode::missing_token), 403);
  EXPECT_EQ(http_status(RefusalCode::incomplete), 400);
  EXPECT_EQ(http_status(RefusalCode::unrecognized_client), 403);
  EXPECT_EQ(http_status(RefusalCode::invalid_signature), 403);
}

}  // namespace
}  // namespace baryon::aws
