#include "aws/default_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "aws/region.h"
#include "unit/aws/variables.h"
#include "unit/net/raw_server.h"
#include "unit/store/temporary_directory.h"

namespace baryon::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* role_key =
    R"({"Code":"Success","AccessKeyId":"ROLE","SecretAccessKey":"role secret","Token":"session",)"
    R"("Expiration":"2099-01-01T00:00:00Z"})";

/// Answers by the first line of the request: `GET /path HTTP/1.1` -> a whole answer; else 404.
class Routes {
 public:
  explicit Routes(std::map<std::string, std::string> answers) : state_(std::make_shared<State>()) {
    state_->answers = std::move(answers);
  }

  void operator()(net::RawPeer& peer) const {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      const auto line = request.substr(0, request.find(" HTTP/1.1"));
      const auto found = state_->answers.find(line);
      {
        const std::lock_guard lock(state_->mutex);
        state_->requests.push_back(request);
      }
      peer.send(found == state_->answers.end() ? net::http_answer("404 Not Found", "") : found->second);
    }
  }

  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
  }

 private:
  struct State {
    std::mutex mutex;
    std::map<std::string, std::string> answers;
    std::vector<std::string> requests;
  };
  std::shared_ptr<State> state_;
};

std::string sts_answer(const std::string& operation) {
  return net::http_answer("200 OK", "<" + operation + "Response><" + operation + "Result><Credentials>" +
                                        "<AccessKeyId>STS</AccessKeyId><SecretAccessKey>sts secret</SecretAccessKey>" +
                                        "<SessionToken>sts token</SessionToken>" +
                                        "<Expiration>2099-01-01T00:00:00.000Z</Expiration></Credentials></" +
                                        operation + "Result></" + operation + "Response>");
}

class DefaultCredentialsTest : public ::testing::Test {
 protected:
  using Variables = std::map<std::string, std::string>;

  std::string file(const std::string& name, const std::string& text) {
    const auto path = directory_.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }

  /// With the shared files of this test and no instance metadata, unless `more` says otherwise.
  Environment environment(Variables more) {
    Variables all{{"AWS_CONFIG_FILE", (directory_.path() / "config").string()},
                  {"AWS_SHARED_CREDENTIALS_FILE", (directory_.path() / "credentials").string()},
                  {"AWS_EC2_METADATA_DISABLED", "true"}};
    for (const auto& [name, value] : more) all[name] = value;
    return variables(std::move(all));
  }

  Result<Credentials> find(Variables more) {
    return default_credentials(environment(std::move(more)), "eu-west-1", system_clock())->credentials();
  }

  std::string id(Variables more) {
    const auto found = find(std::move(more));
    return found ? found->access_key_id : found.error().text();
  }

 private:
  store::TemporaryDirectory directory_;
};

TEST_F(DefaultCredentialsTest, TheEnvironmentComesFirst) {
  file("credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=x\n");
  const auto found = find({{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}});
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->access_key_id, "ENV");
  EXPECT_EQ(found->secret.reveal(), "s");
  EXPECT_EQ(found->session_token.reveal(), "t");
  EXPECT_EQ(id({}), "FILE");
}

TEST_F(DefaultCredentialsTest, HalfAKeyIsAMistakeAndNotPassedOver) {
  file("credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=x\n");
  EXPECT_THAT(id({{"AWS_ACCESS_KEY_ID", "ENV"}}), HasSubstr("go together"));
}

TEST_F(DefaultCredentialsTest, SaysWhereItLookedInVain) {
  const auto found = find({});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::configuration);
  EXPECT_THAT(found.error().hint, HasSubstr("the environment, the web identity, the profile 'default'"));
}

TEST_F(DefaultCredentialsTest, TheCredentialsFileWinsOverTheConfigFile) {
  file("config", "[profile ops]\naws_access_key_id=CONFIG\naws_secret_access_key=x\nregion=eu-north-1\n");
  file("credentials", "[other]\naws_access_key_id=OTHER\naws_secret_access_key=x\n");
  EXPECT_EQ(id({{"AWS_PROFILE", "ops"}}), "CONFIG");
  EXPECT_EQ(*region_of(environment({{"AWS_PROFILE", "ops"}})), "eu-north-1");
  file("credentials", "[ops]\naws_access_key_id=CREDENTIALS\naws_secret_access_key=x\n");
  EXPECT_EQ(id({{"AWS_PROFILE", "ops"}}), "CREDENTIALS");
  EXPECT_THAT(id({{"AWS_PROFILE", "absent"}}), HasSubstr("in none of AWS's shared files"));
}

TEST_F(DefaultCredentialsTest, AMalformedFileIsNamedWithItsLine) {
  file("credentials", "[default]\nhidden\n");
  EXPECT_THAT(id({}), AllOf(HasSubstr("credentials: line 2"), Not(HasSubstr("hidden"))));
}

TEST_F(DefaultCredentialsTest, SingleSignOnAndProgramsAreRefusedByName) {
  file("config", "[default]\ncredential_process=/bin/true\n[profile sso]\nsso_session=x\n");
  EXPECT_THAT(id({}), HasSubstr("not supported"));
  EXPECT_THAT(id({{"AWS_PROFILE", "sso"}}), HasSubstr("not supported"));
}

TEST_F(DefaultCredentialsTest, AProfileTakesARoleOnWithTheKeyOfAnother) {
  const Routes routes({{"POST /", sts_answer("AssumeRole")}});
  const net::RawServer server(routes);
  file("config",
       "[default]\nrole_arn=arn:aws:iam::1:role/baryon\nsource_profile=base\nexternal_id=e/x\nrole_session_name=me\n"
       "[profile base]\naws_access_key_id=BASE\naws_secret_access_key=x\n");
  EXPECT_EQ(id({{"AWS_ENDPOINT_URL_STS", server.url("")}}), "STS");
  const auto request = routes.requests().at(0);
  EXPECT_THAT(request, HasSubstr("Credential=BASE/"));
  EXPECT_THAT(request, HasSubstr("/eu-west-1/sts/aws4_request"));
  EXPECT_THAT(request, HasSubstr("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fbaryon"
                                 "&RoleSessionName=me&ExternalId=e%2Fx"));
}

TEST_F(DefaultCredentialsTest, ACircleOfRolesEnds) {
  file("config", "[default]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=default\n");
  EXPECT_THAT(id({}), HasSubstr("circle"));
}

TEST_F(DefaultCredentialsTest, AWebIdentityIsExchangedForARole) {
  const Routes routes({{"POST /", sts_answer("AssumeRoleWithWebIdentity")}});
  const net::RawServer server(routes);
  const auto token = file("token", "web+token\n");
  EXPECT_EQ(id({{"AWS_ENDPOINT_URL_STS", server.url("")},
                {"AWS_WEB_IDENTITY_TOKEN_FILE", token},
                {"AWS_ROLE_ARN", "arn"},
                {"AWS_ROLE_SESSION_NAME", "pod"}}),
            "STS");
  const auto request = routes.requests().at(0);
  EXPECT_THAT(request, HasSubstr("Action=AssumeRoleWithWebIdentity"));
  EXPECT_THAT(request, HasSubstr("RoleSessionName=pod&WebIdentityToken=web%2Btoken"));
  EXPECT_THAT(request, Not(HasSubstr("Authorization")));
}

TEST_F(DefaultCredentialsTest, WhatStsRefusesIsTold) {
  const net::RawServer server(net::Answering(net::http_answer(
      "403 Forbidden",
      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no trust</Message></Error></ErrorResponse>")));
  const auto token = file("token", "t");
  EXPECT_THAT(
      id({{"AWS_ENDPOINT_URL_STS", server.url("")}, {"AWS_WEB_IDENTITY_TOKEN_FILE", token}, {"AWS_ROLE_ARN", "arn"}}),
      AllOf(HasSubstr("AccessDenied"), HasSubstr("no trust"), HasSubstr("trust policy")));
}

TEST_F(DefaultCredentialsTest, AContainerIsAskedWithItsToken) {
  const Routes routes({{"GET /creds", net::http_answer("200 OK", role_key)}});
  const net::RawServer server(routes);
  EXPECT_EQ(id({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url("/creds")},
                {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file("token", "Basic abc\n")}}),
            "ROLE");
  EXPECT_THAT(routes.requests().at(0), HasSubstr("Authorization: Basic abc\r\n"));
}

TEST_F(DefaultCredentialsTest, AContainersTokenGoesNowhereElseInClear) {
  for (const auto* uri :
       {"http://192.0.2.1/creds", "http://example.com/", "http://user@127.0.0.1/", "ftp://127.0.0.1/"})
    EXPECT_THAT(id({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", uri}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "hidden"}}),
                AllOf(HasSubstr("AWS_CONTAINER_CREDENTIALS_FULL_URI"), Not(HasSubstr("hidden"))))
        << uri;
}

TEST_F(DefaultCredentialsTest, AnInstanceIsAskedWithATokenFirst) {
  const std::string roles = "/latest/meta-data/iam/security-credentials/";
  const Routes routes({{"PUT /latest/api/token", net::http_answer("200 OK", "session-token")},
                       {"GET " + roles, net::http_answer("200 OK", "my-role\n")},
                       {"GET " + roles + "my-role", net::http_answer("200 OK", role_key)},
                       {"GET /latest/meta-data/placement/region", net::http_answer("200 OK", "eu-south-1")}});
  const net::RawServer server(routes);
  const std::map<std::string, std::string> here{{"AWS_EC2_METADATA_DISABLED", ""},
                                                {"AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url("")}};
  EXPECT_EQ(id(here), "ROLE");
  EXPECT_THAT(routes.requests().at(0), HasSubstr("X-aws-ec2-metadata-token-ttl-seconds: 21600"));
  EXPECT_THAT(routes.requests().at(1), HasSubstr("X-aws-ec2-metadata-token: session-token"));
  EXPECT_EQ(*region_of(environment(here)), "eu-south-1");
}

TEST_F(DefaultCredentialsTest, VersionOneOfTheInstanceServiceIsNotUsed) {
  const Routes routes({{"GET /latest/meta-data/iam/security-credentials/", net::http_answer("200 OK", "role")}});
  const net::RawServer server(routes);
  EXPECT_THAT(id({{"AWS_EC2_METADATA_DISABLED", ""}, {"AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url("")}}),
              HasSubstr("there is no AWS access key"));
  EXPECT_EQ(routes.requests().size(), 1);
}

TEST_F(DefaultCredentialsTest, AnAnswerThatIsNoKeyIsNotRepeated) {
  for (const auto* body : {"hidden", "[]", "{}", R"({"AccessKeyId":"A"})",
                           R"({"AccessKeyId":"A","SecretAccessKey":"hidden","Expiration":"soon"})"}) {
    const net::RawServer server(net::Answering(net::http_answer("200 OK", body)));
    EXPECT_THAT(id({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url("/")}}),
                AllOf(HasSubstr("the answer"), Not(HasSubstr("hidden"))));
  }
}

TEST(Region, IsTakenFromTheEnvironmentAndChecked) {
  EXPECT_EQ(*region_of(variables({{"AWS_REGION", "eu-west-1"}, {"AWS_DEFAULT_REGION", "x"}})), "eu-west-1");
  EXPECT_EQ(*region_of(variables({{"AWS_DEFAULT_REGION", "us-west-2"}})), "us-west-2");
  EXPECT_EQ(*region_of(variables({{"AWS_EC2_METADATA_DISABLED", "true"}})), "");
  EXPECT_EQ(region_of(variables({{"AWS_REGION", "EU West"}})).error().code, ErrorCode::configuration);
}

}  // namespace
}  // namespace baryon::aws
