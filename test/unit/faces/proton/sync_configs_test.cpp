#include "faces/proton/sync_configs.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::ProtonAnswer;
using test::ProtonFixture;

const std::string vpc = R"("templateName":"vpc","templateType":"ENVIRONMENT")";

class SyncConfigOperations : public ::testing::Test {
 protected:
  static std::string config(const std::string& branch = "main", const std::string& more = "",
                            const std::string& repository = "PLAT/infra") {
    return "{" + vpc + R"(,"repositoryName":")" + repository + R"(","repositoryProvider":"BITBUCKET","branch":")" +
           branch + '"' + more + "}";
  }

  ProtonAnswer get() { return proton.call("GetTemplateSyncConfig", "{" + vpc + "}"); }

  std::string shown() { return get().at("/templateSyncConfig"); }

  ProtonFixture proton;
};

TEST_F(SyncConfigOperations, MakeAConfigBeforeItsTemplateAndRepositoryAreThere) {
  const auto made = proton.must("CreateTemplateSyncConfig", config("main", R"(,"subdirectory":"templates")"));
  EXPECT_EQ(made.at("/templateSyncConfig"),
            R"({"templateName":"vpc","templateType":"ENVIRONMENT","repositoryName":"PLAT/infra",)"
            R"("repositoryProvider":"BITBUCKET","branch":"main","subdirectory":"templates"})");
  EXPECT_EQ(shown(), made.at("/templateSyncConfig"));
  EXPECT_EQ(proton.configs_due, 1);
  EXPECT_EQ(proton.must("GetRepository", R"({"name":"PLAT/infra","provider":"BITBUCKET"})").at("/repository"),
            R"({"arn":"arn:aws:proton:us-east-1:000000000000:repository/bitbucket:PLAT/infra","name":"PLAT/infra",)"
            R"("provider":"BITBUCKET",)"
            R"("connectionArn":"arn:aws:codestar-connections:us-east-1:000000000000:connection/bitbucket"})");
}

TEST_F(SyncConfigOperations, KeepTheTwoKindsApart) {
  proton.must("CreateTemplateSyncConfig", config());
  EXPECT_EQ(proton.call("GetTemplateSyncConfig", R"({"templateName":"vpc","templateType":"SERVICE"})").exception(),
            "ResourceNotFoundException");
}

TEST_F(SyncConfigOperations, GiveTheExistingConfigWhenItIsMadeAgain) {
  proton.must("CreateTemplateSyncConfig", config());
  EXPECT_EQ(proton.must("CreateTemplateSyncConfig", config()).at("/templateSyncConfig"), shown());
  const auto other = proton.call("CreateTemplateSyncConfig", config("develop"));
  EXPECT_EQ(other.exception(), "ConflictException");
  EXPECT_TRUE(other.message().contains("branch main of PLAT/infra")) << other.message();
}

TEST_F(SyncConfigOperations, ReplaceAConfigAsAWhole) {
  EXPECT_EQ(proton.call("UpdateTemplateSyncConfig", config()).exception(), "ResourceNotFoundException");
  proton.must("CreateTemplateSyncConfig", config("main", R"(,"subdirectory":"templates")"));
  const auto updated = proton.must("UpdateTemplateSyncConfig", config("develop", "", "PLAT/other"));
  EXPECT_EQ(updated.at("/templateSyncConfig/subdirectory"), "nothing");
  EXPECT_EQ(updated.at("/templateSyncConfig/branch"), R"("develop")");
  EXPECT_EQ(updated.at("/templateSyncConfig/repositoryName"), R"("PLAT/other")");
  EXPECT_EQ(shown(), updated.at("/templateSyncConfig"));
  EXPECT_EQ(proton.configs_due, 2);
}

TEST_F(SyncConfigOperations, DeleteAConfigAndMakeItAgain) {
  const auto made = proton.must("CreateTemplateSyncConfig", config());
  const auto deleted = proton.must("DeleteTemplateSyncConfig", "{" + vpc + "}");
  EXPECT_EQ(deleted.at("/templateSyncConfig"), made.at("/templateSyncConfig"));
  EXPECT_EQ(get().exception(), "ResourceNotFoundException");
  EXPECT_EQ(boost::json::serialize(proton.must("DeleteTemplateSyncConfig", "{" + vpc + "}").body), "{}");
  EXPECT_EQ(proton.call("UpdateTemplateSyncConfig", config()).exception(), "ResourceNotFoundException");
  proton.must("CreateTemplateSyncConfig", config("develop"));
  EXPECT_EQ(get().at("/templateSyncConfig/branch"), R"("develop")");
}

TEST_F(SyncConfigOperations, GoWithTheirTemplate) {
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})");
  proton.must("CreateTemplateSyncConfig", config());
  proton.must("DeleteEnvironmentTemplate", R"({"name":"vpc"})");
  EXPECT_EQ(get().exception(), "ResourceNotFoundException");
  EXPECT_EQ(proton.database.number("SELECT count(*) FROM template_syncs"), 0);
}

TEST_F(SyncConfigOperations, ListWhatARepositorySyncs) {
  proton.must("CreateTemplateSyncConfig", config("main", R"(,"subdirectory":"templates")"));
  proton.must("CreateTemplateSyncConfig",
              R"({"templateName":"web","templateType":"SERVICE","repositoryName":"plat/INFRA",)"
              R"("repositoryProvider":"BITBUCKET","branch":"develop"})");
  const std::string of_infra = R"({"repositoryName":"PLAT/infra","repositoryProvider":"BITBUCKET","syncType":")";
  const auto listed = proton.must("ListRepositorySyncDefinitions", of_infra + R"(TEMPLATE_SYNC"})");
  EXPECT_EQ(boost::json::serialize(listed.body),
            R"({"syncDefinitions":[{"branch":"main","directory":"templates","parent":"vpc",)"
            R"("target":"arn:aws:proton:us-east-1:000000000000:environment-template/vpc"},)"
            R"({"branch":"develop","directory":"/","parent":"web",)"
            R"("target":"arn:aws:proton:us-east-1:000000000000:service-template/web"}]})");
  EXPECT_EQ(boost::json::serialize(proton.must("ListRepositorySyncDefinitions", of_infra + R"(SERVICE_SYNC"})").body),
            R"({"syncDefinitions":[]})");
  proton.must("DeleteTemplateSyncConfig", "{" + vpc + "}");
  EXPECT_EQ(proton.must("ListRepositorySyncDefinitions", of_infra + R"(TEMPLATE_SYNC"})").at("/syncDefinitions/1"),
            "nothing");
}

TEST_F(SyncConfigOperations, TellThatTheBranchIsGoingToBeLookedAt) {
  proton.must("CreateTemplateSyncConfig", config());
  const auto status = proton.must("GetTemplateSyncStatus", "{" + vpc + R"(,"templateVersion":"1"})");
  EXPECT_EQ(status.at("/desiredState"), "nothing");
  EXPECT_EQ(status.at("/latestSuccessfulSync"), "nothing");
  EXPECT_EQ(status.at("/latestSync/status"), R"("INITIATED")");
  EXPECT_EQ(status.at("/latestSync/target"), R"("arn:aws:proton:us-east-1:000000000000:environment-template/vpc:1")");
  EXPECT_EQ(status.at("/latestSync/events/0/type"), R"("SYNC_WAITING")");
  EXPECT_EQ(status.at("/latestSync/targetRevision"),
            R"({"repositoryName":"PLAT/infra","repositoryProvider":"BITBUCKET","branch":"main","directory":"/",)"
            R"("sha":"0000000000000000000000000000000000000000"})");
  EXPECT_EQ(status.at("/latestSync/initialRevision"), status.at("/latestSync/targetRevision"));
  EXPECT_EQ(
      proton.call("GetTemplateSyncStatus", R"({"templateName":"web","templateType":"SERVICE","templateVersion":"1"})")
          .exception(),
      "ResourceNotFoundException");
}

TEST_F(SyncConfigOperations, TellHowABranchOfALinkedRepositoryIsSynced) {
  proton.must("CreateTemplateSyncConfig", config());
  const auto status_of = [&](const std::string& repository, const std::string& branch, const std::string& type) {
    return proton.call("GetRepositorySyncStatus", R"({"repositoryName":")" + repository +
                                                      R"(","repositoryProvider":"BITBUCKET","branch":")" + branch +
                                                      R"(","syncType":")" + type + R"("})");
  };
  EXPECT_EQ(status_of("PLAT/infra", "main", "TEMPLATE_SYNC").at("/latestSync/status"), R"("INITIATED")");
  EXPECT_EQ(boost::json::serialize(status_of("PLAT/infra", "other", "TEMPLATE_SYNC").body), "{}");
  EXPECT_EQ(status_of("PLAT/infra", "main", "SERVICE_SYNC").exception(), "ResourceNotFoundException");
  EXPECT_EQ(status_of("PLAT/other", "main", "TEMPLATE_SYNC").exception(), "ResourceNotFoundException");
}

struct Violation {
  std::string operation;
  std::string input;
  std::string part;
};

class SyncViolations : public ::testing::TestWithParam<Violation> {};

TEST_P(SyncViolations, AreRefused) {
  ProtonFixture proton;
  const auto refused = proton.call(GetParam().operation, GetParam().input);
  EXPECT_EQ(refused.exception(), "ValidationException");
  EXPECT_TRUE(refused.message().contains(GetParam().part)) << refused.message();
}

std::string sync_config(const std::string& repository, const std::string& provider, const std::string& branch,
                        const std::string& subdirectory = "templates") {
  return "{" + vpc + R"(,"repositoryName":")" + repository + R"(","repositoryProvider":")" + provider +
         R"(","branch":")" + branch + R"(","subdirectory":")" + subdirectory + R"("})";
}

INSTANTIATE_TEST_SUITE_P(
    Model, SyncViolations,
    ::testing::Values(
        Violation{"CreateTemplateSyncConfig", "{}", "5 validation errors detected"},
        Violation{"CreateTemplateSyncConfig", sync_config("infra", "BITBUCKET", "main"), "'repositoryName'"},
        Violation{"CreateTemplateSyncConfig", sync_config("a/b/c", "BITBUCKET", "main"), "PROJECT/repository"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/..", "BITBUCKET", "main"), "PROJECT/repository"},
        Violation{"CreateTemplateSyncConfig", sync_config(std::string(101, 'a') + "/b", "BITBUCKET", "main"),
                  "less than or equal to 100"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "GITLAB", "main"),
                  "[GITHUB, GITHUB_ENTERPRISE, BITBUCKET]"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "GITHUB", "main"), "syncs from Bitbucket"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "BITBUCKET", ""), "'branch'"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "BITBUCKET", std::string(201, 'b')), "200"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "BITBUCKET", "a\\nb"), "control character"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "BITBUCKET", "main", ""), "'subdirectory'"},
        Violation{"CreateTemplateSyncConfig", sync_config("PLAT/infra", "BITBUCKET", "main", "a/../.."), "'..'"},
        Violation{"UpdateTemplateSyncConfig", sync_config("PLAT/infra", "GITHUB_ENTERPRISE", "main"), "Bitbucket"},
        Violation{"GetTemplateSyncConfig", R"({"templateName":"vpc","templateType":"NETWORK"})",
                  "[ENVIRONMENT, SERVICE]"},
        Violation{"DeleteTemplateSyncConfig", R"({"templateName":"_vpc","templateType":"SERVICE"})", "'templateName'"},
        Violation{"CreateRepository", R"({"name":"PLAT/infra","provider":"BITBUCKET","connectionArn":"bitbucket"})",
                  "'connectionArn'"},
        Violation{"GetRepository", R"({"name":"PLAT/infra"})", "'provider'"},
        Violation{"ListRepositories", R"({"maxResults":101})", "'maxResults'"},
        Violation{"ListRepositorySyncDefinitions",
                  R"({"repositoryName":"A/b","repositoryProvider":"BITBUCKET","syncType":"TEMPLATE_SYNC",)"
                  R"("nextToken":"x"})",
                  "less than or equal to 0"},
        Violation{"ListRepositorySyncDefinitions",
                  R"({"repositoryName":"A/b","repositoryProvider":"BITBUCKET","syncType":"SYNC"})", "'syncType'"}));

}  // namespace
}  // namespace baryon::faces::proton
