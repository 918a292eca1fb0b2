// What AWS's own clients really send, taken from a socket that they were pointed to with their endpoint setting; only
// User-Agent, which they do not sign, is shortened.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "aws/verifier.h"
#include "unit/aws/signed_request.h"

namespace baryon::aws {
namespace {

struct Capture {
  std::string name;
  std::string time;
  std::string region;
  net::Headers headers;
  std::string body;
  std::string session_token = {};
};

const std::vector<Capture> captures = {
    {"awscli",  // aws-cli/2.9.19: aws --endpoint-url http://127.0.0.1:18080 proton list-environment-templates
     "20261122T180324Z",
     "eu-west-1",
     {{"Host", "127.0.0.1:18080"},
      {"Accept-Encoding", "identity"},
      {"X-Amz-Target", "AwsProton20200720.ListEnvironmentTemplates"},
      {"Content-Type", "application/x-amz-json-1.0"},
      {"User-Agent", "aws-cli/2.9.19 Python/3.11.2 source/x86_64.debian.12 prompt/off"},
      {"X-Amz-Date", "20261122T180324Z"},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/proton/aws4_request, "
       "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
       "Signature=864ea244dcf7e5a1010bc0b2fcff18510527c4f5ce96d63b85bda5ef16d0929d"},
      {"Content-Length", "2"}},
     "{}"},
    {"awscli_with_session_token",  // the same: aws proton create-environment-template, AWS_SESSION_TOKEN set
     "20261122T180324Z",
     "eu-west-1",
     {{"Host", "127.0.0.1:18080"},
      {"Accept-Encoding", "identity"},
      {"X-Amz-Target", "AwsProton20200720.CreateEnvironmentTemplate"},
      {"Content-Type", "application/x-amz-json-1.0"},
      {"User-Agent", "aws-cli/2.9.19 Python/3.11.2 source/x86_64.debian.12 prompt/off"},
      {"X-Amz-Date", "20261122T180324Z"},
      {"X-Amz-Security-Token", "FwoGZXIvYXdzEXAMPLE//Token+0="},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/proton/aws4_request, "
       "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
       "Signature=bd6030a4d4a8b9d067fff57d874c5bb2acc5a0063e1e8172d543934e807304f6"},
      {"Content-Length", "74"}},
     R"({"description": "\u00dcn\u00efcode, und  zwei Leerzeichen", "name": "vpc"})",
     "FwoGZXIvYXdzEXAMPLE//Token+0="},
    {"javascript",  // @aws-sdk/client-proton 3.1029.0: ListEnvironmentTemplatesCommand({maxResults: 5})
     "20261122T180331Z",
     "us-west-2",
     {{"content-type", "application/x-amz-json-1.0"},
      {"x-amz-target", "AwsProton20200720.ListEnvironmentTemplates"},
      {"content-length", "16"},
      {"x-amz-user-agent", "aws-sdk-js/3.1029.0"},
      {"user-agent", "aws-sdk-js/3.1029.0 ua/2.1 lang/js md/nodejs#20.20.2 api/proton#3.1029.0 m/N,E,e"},
      {"host", "127.0.0.1:18080"},
      {"amz-sdk-invocation-id", "550c3c09-bc84-482f-ab45-71d6b9f9e75d"},
      {"amz-sdk-request", "attempt=1; max=3"},
      {"x-amz-date", "20261122T180331Z"},
      {"x-amz-content-sha256", "66f5fdbbd39a57504f5b26bd31c5decb10d5bd7dcca977c4a59026f6076fbcbb"},
      {"authorization",
       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-west-2/proton/aws4_request, "
       "SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;"
       "x-amz-date;x-amz-target;x-amz-user-agent, "
       "Signature=6e470b0249eaaa7a0734983b87777e2ec8fb04ca5427b34c10a6ea42e9e728f5"},
      {"Connection", "keep-alive"}},
     R"({"maxResults":5})"},
};

class CapturedRequest : public testing::TestWithParam<Capture> {
 protected:
  CapturedRequest() { test::set(clock_, GetParam().time); }

  static net::Request request() {
    return {.method = "POST",
            .path = "/",
            .query = {},
            .headers = GetParam().headers,
            .body = GetParam().body,
            .remote = "127.0.0.1"};
  }

  [[nodiscard]] Verdict<Caller> verify(const net::Request& request) const {
    const auto look_up = [](std::string_view id) {
      return id == test::example_id ? std::optional(test::example_credentials(GetParam().session_token)) : std::nullopt;
    };
    return Verifier({.service = "proton"}, look_up, clock_).verify(request);
  }

  baryon::test::ManualClock clock_;
};

TEST_P(CapturedRequest, IsAccepted) {
  const auto caller = verify(request());
  ASSERT_TRUE(caller) << caller.error().message;
  EXPECT_EQ(caller->access_key_id, test::example_id);
  EXPECT_EQ(caller->region, GetParam().region);
}

TEST_P(CapturedRequest, IsRefusedWithAnotherBody) {
  auto changed = request();
  changed.body += " ";
  EXPECT_FALSE(verify(changed));
}

INSTANTIATE_TEST_SUITE_P(Clients, CapturedRequest, testing::ValuesIn(captures),
                         [](const auto& capture) { return capture.param.name; });

}  // namespace
}  // namespace baryon::aws
