#include "faces/proton/repositories.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::ProtonAnswer;
using test::ProtonFixture;

const std::string connection = "arn:aws:codestar-connections:us-east-1:123456789012:connection/11111111-2222";

class RepositoryOperations : public ::testing::Test {
 protected:
  static std::string named(const std::string& name) { return R"({"name":")" + name + R"(","provider":"BITBUCKET"})"; }

  static std::string input(const std::string& name, const std::string& more = "", const std::string& arn = connection) {
    return R"({"name":")" + name + R"(","provider":"BITBUCKET","connectionArn":")" + arn + '"' + more + "}";
  }

  void sync(const std::string& templ, const std::string& repository) {
    proton.must("CreateTemplateSyncConfig", R"({"templateName":")" + templ +
                                                R"(","templateType":"SERVICE","repositoryName":")" + repository +
                                                R"(","repositoryProvider":"BITBUCKET","branch":"main"})");
  }

  ProtonFixture proton;
};

TEST_F(RepositoryOperations, LinkARepository) {
  const std::string key = "arn:aws:kms:us-east-1:123456789012:key/1111";
  const auto made = proton.must("CreateRepository", input("PLAT/infra", R"(,"encryptionKey":")" + key + '"'));
  EXPECT_EQ(made.at("/repository"),
            R"({"arn":"arn:aws:proton:us-east-1:000000000000:repository/bitbucket:PLAT/infra","name":"PLAT/infra",)"
            R"("provider":"BITBUCKET","connectionArn":")" +
                connection + R"(","encryptionKey":")" + key + R"("})");
  EXPECT_EQ(proton.must("GetRepository", named("PLAT/infra")).body, made.body);
  EXPECT_EQ(proton.must("GetRepository", named("plat/Infra")).body, made.body) << "Bitbucket tells no case apart";
  EXPECT_EQ(proton.must("ListRepositories", "{}").at("/repositories/0/encryptionKey"), "nothing");
  EXPECT_EQ(proton.call("GetRepository", named("PLAT/other")).exception(), "ResourceNotFoundException");
}

TEST_F(RepositoryOperations, GiveTheExistingLinkWhenItIsMadeAgain) {
  const auto made = proton.must("CreateRepository", input("PLAT/infra"));
  EXPECT_EQ(proton.must("CreateRepository", input("PLAT/infra")).body, made.body);
  EXPECT_EQ(proton.call("CreateRepository", input("PLAT/infra", "", connection + "33")).exception(),
            "ConflictException");
}

TEST_F(RepositoryOperations, TakeOverALinkThatASyncConfigMade) {
  sync("web", "PLAT/infra");
  EXPECT_EQ(proton.must("CreateRepository", input("PLAT/infra")).at("/repository/connectionArn"),
            '"' + connection + '"');
}

TEST_F(RepositoryOperations, DeleteOnlyWhatNoSyncConfigNames) {
  sync("web", "PLAT/infra");
  const auto refused = proton.call("DeleteRepository", named("PLAT/infra"));
  EXPECT_EQ(refused.exception(), "ConflictException");
  EXPECT_TRUE(refused.message().contains("service template 'web'")) << refused.message();
  proton.must("DeleteTemplateSyncConfig", R"({"templateName":"web","templateType":"SERVICE"})");
  EXPECT_EQ(proton.must("DeleteRepository", named("PLAT/infra")).at("/repository/name"), R"("PLAT/infra")");
  EXPECT_EQ(boost::json::serialize(proton.must("DeleteRepository", named("PLAT/infra")).body), "{}");
}

TEST_F(RepositoryOperations, ListInPages) {
  for (const std::string name : {"PLAT/c", "ALPHA/z", "PLAT/a", "plat/B", "~JANE/own"})
    proton.must("CreateRepository", input(name));
  std::string names;
  std::string token;
  for (int pages = 1;; ++pages) {
    const auto page = proton.must("ListRepositories", R"({"maxResults":2)" + token + "}");
    for (const auto& repository : page.body.at("repositories").as_array())
      names += std::string(repository.at("name").as_string()) + " ";
    if (page.at("/nextToken") == "nothing") {
      EXPECT_EQ(pages, 3);
      break;
    }
    token = R"(,"nextToken":)" + page.at("/nextToken");
  }
  EXPECT_EQ(names, "ALPHA/z PLAT/a plat/B PLAT/c ~JANE/own ");
}

TEST_F(RepositoryOperations, HaveTags) {
  const auto arn = proton.must("CreateRepository", input("PLAT/infra", R"(,"tags":[{"key":"team","value":"a"}])"))
                       .at("/repository/arn");
  const auto of = [&](const std::string& more) { return R"({"resourceArn":)" + arn + more + "}"; };
  proton.must("TagResource", of(R"(,"tags":[{"key":"stage","value":""},{"key":"team","value":"b"}])"));
  EXPECT_EQ(proton.must("ListTagsForResource", of(R"(,"maxResults":1)")).at("/tags"),
            R"([{"key":"stage","value":""}])");
  proton.must("UntagResource", of(R"(,"tagKeys":["stage","unknown"])"));
  EXPECT_EQ(proton.must("ListTagsForResource", of("")).at("/tags"), R"([{"key":"team","value":"b"}])");
  EXPECT_EQ(proton.call("TagResource", of(R"(,"tags":[{"key":"AWS:x","value":""}])")).exception(),
            "ValidationException");
  std::string many;
  for (int i = 0; i < 50; ++i) many += (i == 0 ? "" : ",") + (R"({"key":"k)" + std::to_string(i) + R"(","value":""})");
  EXPECT_EQ(proton.call("TagResource", of(R"(,"tags":[)" + many + "]")).exception(), "ServiceQuotaExceededException");
  EXPECT_EQ(proton.must("ListTagsForResource", of("")).at("/tags"), R"([{"key":"team","value":"b"}])");
  proton.must("DeleteRepository", named("PLAT/infra"));
  EXPECT_EQ(proton.call("ListTagsForResource", of("")).exception(), "ResourceNotFoundException");
  proton.must("CreateRepository", input("PLAT/infra"));
  EXPECT_EQ(proton.must("ListTagsForResource", of("")).at("/tags"), "[]");
}

TEST_F(RepositoryOperations, AreNotMadeWithAReservedTag) {
  EXPECT_EQ(
      proton.call("CreateRepository", input("PLAT/infra", R"(,"tags":[{"key":"aws:x","value":"a"}])")).exception(),
      "ValidationException");
  EXPECT_EQ(proton.call("GetRepository", named("PLAT/infra")).exception(), "ResourceNotFoundException");
}

}  // namespace
}  // namespace baryon::faces::proton
