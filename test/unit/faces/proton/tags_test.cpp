#include "faces/proton/tags.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::ProtonFixture;

const std::string account = "arn:aws:proton:us-east-1:000000000000:";

/// With the service template `web` and its version 1.0.
class Tags : public ::testing::Test {
 protected:
  Tags() {
    proton.must("CreateServiceTemplate", R"({"name":"web","tags":[{"key":"team","value":"a"}]})");
    proton.must("CreateServiceTemplateVersion",
                R"({"templateName":"web","source":{"s3":{"bucket":"objects","key":"k"}},)"
                R"("compatibleEnvironmentTemplates":[{"templateName":"vpc","majorVersion":"1"}]})");
  }

  test::ProtonAnswer call(const std::string& operation, const std::string& arn, const std::string& members = "") {
    return proton.call(operation, R"({"resourceArn":")" + arn + '"' + (members.empty() ? "" : ",") + members + "}");
  }

  std::string tags_of(const std::string& arn) { return call("ListTagsForResource", arn).at("/tags"); }

  ProtonFixture proton;
};

TEST_F(Tags, AreAddedReplacedAndRemoved) {
  const auto web = account + "service-template/web";
  EXPECT_EQ(boost::json::serialize(
                call("TagResource", web, R"("tags":[{"key":"team","value":"b"},{"key":"Team","value":"c"}])").body),
            "{}");
  EXPECT_EQ(tags_of(web), R"([{"key":"Team","value":"c"},{"key":"team","value":"b"}])");
  EXPECT_EQ(boost::json::serialize(call("UntagResource", web, R"("tagKeys":["team","unknown"])").body), "{}");
  EXPECT_EQ(tags_of(web), R"([{"key":"Team","value":"c"}])");
}

TEST_F(Tags, HangOnVersionsToo) {
  const auto version = account + "service-template/web:1.0";
  EXPECT_EQ(call("TagResource", version, R"("tags":[{"key":"stage","value":""}])").status, 200);
  EXPECT_EQ(tags_of(version), R"([{"key":"stage","value":""}])");
  EXPECT_EQ(tags_of(account + "service-template/web"), R"([{"key":"team","value":"a"}])");
}

TEST_F(Tags, AreFoundWhateverTheArnsRegionAndAccount) {
  EXPECT_EQ(tags_of("arn:aws-cn:proton:cn-north-1:123456789012:service-template/web"),
            R"([{"key":"team","value":"a"}])");
}

TEST_F(Tags, OfOtherResourcesAreNotFound) {
  for (const auto& resource : {"service-template/api", "service-template/web:2.0", "environment-template/web",
                               "service/web", "repository/github:a/b", "service-template/web:1"}) {
    for (const auto& [operation, members] :
         {std::pair("ListTagsForResource", ""), std::pair("TagResource", R"("tags":[{"key":"a","value":""}])"),
          std::pair("UntagResource", R"("tagKeys":["a"])")}) {
      const auto answer = call(operation, account + resource, members);
      EXPECT_EQ(answer.exception(), "ResourceNotFoundException") << operation << resource;
      EXPECT_TRUE(answer.message().contains(resource)) << answer.message();
    }
  }
}

}  // namespace
}  // namespace baryon::faces::proton
