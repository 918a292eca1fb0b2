#include "faces/proton/proton_api.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "faces/proton/operations.h"
#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::proton_request;
using test::ProtonFixture;

TEST(ProtonApi, AnswersInAwsJson) {
  ProtonFixture proton;
  const auto answer = proton.call("GetAccountSettings");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(boost::json::serialize(answer.body), R"({"accountSettings":{}})");
}

TEST(ProtonApi, NamesTheExceptionInBodyAndHeader) {
  ProtonFixture proton;
  const auto answer = proton.call("GetServiceTemplate", R"({"name":"web"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(answer.headers.find("x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(answer.at("/__type"), R"("com.amazonaws.proton.v20200720#ResourceNotFoundException")");
  EXPECT_EQ(answer.message(),
            "The requested service template does not exist: "
            "arn:aws:proton:us-east-1:000000000000:service-template/web");
}

TEST(ProtonApi, GivesEveryAnswerARequestId) {
  ProtonFixture proton;
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::string last;
  for (const auto* const operation : {"GetAccountSettings", "GetServiceTemplate", "Nonsense", "CreateService"}) {
    const std::string id(proton.call(operation).headers.find("x-amzn-RequestId").value_or(""));
    EXPECT_TRUE(std::regex_match(id, uuid)) << id;
    EXPECT_NE(id, last);
    last = id;
  }
  EXPECT_TRUE(ProtonApi::overloaded().headers.find("x-amzn-RequestId").has_value());
}

TEST(ProtonApi, DoesNotKnowOtherTargets) {
  ProtonFixture proton;
  for (const auto* const target : {"", "AwsProton20200720", "AwsProton20200720.", "AwsProton20200720.getservice",
                                   "AwsProton20200720.GetAccountSettings ", "DynamoDB_20120810.ListTables",
                                   "awsproton20200720.GetAccountSettings", "AwsProton20200720.\xFF\n"}) {
    auto request = proton_request("", "{}");
    request.headers = {{"X-Amz-Target", target}};
    const auto answer = proton.send(request);
    EXPECT_EQ(answer.exception(), "UnknownOperationException") << target;
    EXPECT_EQ(answer.status, 404) << target;
  }
}

TEST(ProtonApi, FindsItsHeaderInAnyCase) {
  ProtonFixture proton;
  auto request = proton_request("", "{}");
  request.headers = {{"x-amz-target", "AwsProton20200720.GetAccountSettings"}};
  EXPECT_TRUE(is_proton_request(request));
  EXPECT_EQ(proton.send(request).status, 200);
  request.headers = {{"X-Event-Key", "repo:refs_changed"}};
  EXPECT_FALSE(is_proton_request(request));
}

TEST(ProtonApi, RefusesTwoTargets) {
  ProtonFixture proton;
  auto request = proton_request("GetAccountSettings", "{}");
  request.headers.add("X-Amz-Target", "AwsProton20200720.GetAccountSettings");
  EXPECT_EQ(proton.send(request).exception(), "UnknownOperationException");
}

TEST(ProtonApi, ReadsJsonObjectsOnly) {
  ProtonFixture proton;
  for (const auto* const body : {"", " ", "{", "{} {}", "[]", "null", "\"{}\"", "{'name':'vpc'}", "{\"name\":\"a\",}",
                                 "{\"name\":\"\xFF\"}", "{\"name\":\"\\ud800\"}", "<name/>", "name=vpc"}) {
    const auto answer = proton.call("GetServiceTemplate", body);
    EXPECT_EQ(answer.exception(), "SerializationException") << body;
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.message(), "");
  }
}

TEST(ProtonApi, BoundsDepthAndSizeOfRequests) {
  ProtonFixture proton;
  EXPECT_EQ(proton.call("GetServiceTemplate", std::string(100'000, '[')).exception(), "SerializationException");
  const auto large = R"({"name":"web","ignored":")" + std::string(256 * kib, 'x') + "\"}";
  const auto answer = proton.call("GetServiceTemplate", large);
  EXPECT_EQ(answer.exception(), "SerializationException");
  EXPECT_TRUE(answer.message().contains("max_request_bytes")) << answer.message();
}

struct ErrorCase {
  Error error;
  std::string exception;
  int status;
};

TEST(ProtonApi, TellsErrorsOfTheLibraryByExceptions) {
  ProtonFixture proton;
  const ErrorCase cases[] = {
      {{.code = ErrorCode::not_found, .message = "m"}, "ResourceNotFoundException", 400},
      {{.code = ErrorCode::conflict, .message = "m"}, "ConflictException", 400},
      {{.code = ErrorCode::invalid, .message = "m"}, "ValidationException", 400},
      {{.code = ErrorCode::too_large, .message = "m"}, "ServiceQuotaExceededException", 400},
      {{.code = ErrorCode::denied, .message = "m"}, "AccessDeniedException", 400},
      {{.code = ErrorCode::unavailable, .message = "m"}, "InternalServerException", 500},
      {{.code = ErrorCode::unavailable, .message = "m", .retryable = true}, "InternalServerException", 500},
      {{.code = ErrorCode::unavailable, .message = "m", .retryable = true, .retry_after = std::chrono::seconds(1)},
       "ThrottlingException",
       400},
      {{.code = ErrorCode::internal, .message = "m"}, "InternalServerException", 500},
      {{.code = ErrorCode::corrupt, .message = "m"}, "InternalServerException", 500},
  };
  for (const auto& one : cases) {
    proton.library.fail_with(one.error);
    const auto answer = proton.call("CreateEnvironmentTemplate", R"({"name":"vpc"})");
    EXPECT_EQ(answer.exception(), one.exception) << to_string(one.error.code);
    EXPECT_EQ(answer.status, one.status) << to_string(one.error.code);
  }
}

TEST(ProtonApi, SaysWhatTheLibrarySaysWithItsHint) {
  ProtonFixture proton;
  proton.library.fail_with(Error{.code = ErrorCode::conflict, .message = "it has versions", .hint = "delete them"});
  EXPECT_EQ(proton.call("DeleteEnvironmentTemplate", R"({"name":"vpc"})").message(), "it has versions (delete them)");
}

TEST(ProtonApi, KeepsTheMachineToItself) {
  ProtonFixture proton;
  proton.library.fail_with(
      Error{.code = ErrorCode::unavailable, .message = "cannot open '/var/lib/x'", .hint = "/var"});
  ::testing::internal::CaptureStderr();
  const auto answer = proton.call("ListServiceTemplates");
  const auto logged = ::testing::internal::GetCapturedStderr();
  EXPECT_FALSE(answer.message().contains("/var")) << answer.message();
  EXPECT_TRUE(logged.contains("/var/lib/x")) << logged;
  EXPECT_TRUE(logged.contains(*answer.headers.find("x-amzn-RequestId"))) << logged;
}

TEST(ProtonApi, KnowsEveryOperationOfProton) {
  ProtonFixture proton;
  for (const auto* const operation :
       {"CreateEnvironment", "CancelServicePipelineDeployment", "ListEnvironmentAccountConnections", "UpdateService",
        "ListServiceInstanceOutputs", "CreateComponent", "GetDeployment", "NotifyResourceDeploymentStatusChange",
        "GetServiceSyncBlockerSummary", "UpdateAccountSettings", "ListServices", "ListDeployments"}) {
    const auto answer = proton.call(operation);
    EXPECT_EQ(answer.exception(), "ValidationException") << operation;
    EXPECT_TRUE(answer.message().starts_with(std::string(operation) +
                                             " is not part of this registry: it keeps templates, not deployments"))
        << answer.message();
    EXPECT_TRUE(answer.message().contains("docs/proton-api.md"));
  }
}

TEST(ProtonApi, IsBusyInAwsWords) {
  const auto response = ProtonApi::overloaded();
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.body.contains("ThrottlingException")) << response.body;
}

TEST(GetResourcesSummary, CountsTemplates) {
  ProtonFixture proton;
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})");
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc2"})");
  proton.must("CreateServiceTemplate", R"({"name":"vpc"})");
  const auto answer = proton.must("GetResourcesSummary", "{}");
  EXPECT_EQ(answer.at("/counts/environmentTemplates"), R"({"total":2})");
  EXPECT_EQ(answer.at("/counts/serviceTemplates"), R"({"total":1})");
  EXPECT_EQ(answer.at("/counts/services"), R"({"total":0})");
}

}  // namespace
}  // namespace baryon::faces::proton
