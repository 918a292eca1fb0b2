#include "faces/proton/templates.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using registry::TemplateKind;
using test::ProtonFixture;

TEST(EnvironmentTemplates, AreShownInTheShapeOfTheModel) {
  ProtonFixture proton;
  const auto made = proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})");
  EXPECT_EQ(boost::json::serialize(made.body),
            R"({"environmentTemplate":{"arn":"arn:aws:proton:us-east-1:000000000000:environment-template/vpc",)"
            R"("name":"vpc","createdAt":1.605135767763E9,"lastModifiedAt":1.605135767763E9,"displayName":"vpc"}})");
  EXPECT_EQ(proton.must("GetEnvironmentTemplate", R"({"name":"vpc"})").body, made.body);
}

TEST(EnvironmentTemplates, AreMadeAsWanted) {
  ProtonFixture proton;
  const auto made = proton.must(
      "CreateEnvironmentTemplate",
      R"({"name":"vpc","displayName":"A network","description":"With a NAT","provisioning":"CUSTOMER_MANAGED",)"
      R"("encryptionKey":"arn:aws:kms:us-east-1:123456789012:key/abc","tags":[{"key":"team","value":"net"}]})");
  EXPECT_EQ(made.at("/environmentTemplate/displayName"), R"("A network")");
  EXPECT_EQ(made.at("/environmentTemplate/description"), R"("With a NAT")");
  EXPECT_EQ(made.at("/environmentTemplate/provisioning"), R"("CUSTOMER_MANAGED")");
  EXPECT_EQ(made.at("/environmentTemplate/pipelineProvisioning"), "nothing");
  EXPECT_EQ(made.at("/environmentTemplate/encryptionKey"), R"("arn:aws:kms:us-east-1:123456789012:key/abc")");
  const auto wanted = proton.library.last_template();
  EXPECT_EQ(wanted.key.kind, TemplateKind::environment);
  EXPECT_TRUE(wanted.is_customer_managed);
  EXPECT_EQ(wanted.tags, (std::vector<registry::Tag>{{.key = "team", .value = "net"}}));
}

TEST(ServiceTemplates, HaveWordsAndNamesOfTheirOwn) {
  ProtonFixture proton;
  proton.must("CreateEnvironmentTemplate", R"({"name":"web"})");
  const auto made = proton.must("CreateServiceTemplate", R"({"name":"web","pipelineProvisioning":"CUSTOMER_MANAGED"})");
  EXPECT_EQ(made.at("/serviceTemplate/arn"), R"("arn:aws:proton:us-east-1:000000000000:service-template/web")");
  EXPECT_EQ(made.at("/serviceTemplate/pipelineProvisioning"), R"("CUSTOMER_MANAGED")");
  EXPECT_EQ(made.at("/serviceTemplate/provisioning"), "nothing");
  // The other kind's member is unknown here, and so ignored.
  proton.must("CreateServiceTemplate", R"({"name":"api","provisioning":"CUSTOMER_MANAGED"})");
  EXPECT_FALSE(proton.library.last_template().is_customer_managed);
}

TEST(Templates, AreListedWithoutTheEncryptionKey) {
  ProtonFixture proton;
  proton.must("CreateServiceTemplate",
              R"({"name":"web","encryptionKey":"arn:aws:kms:us-east-1:123456789012:key/abc"})");
  proton.must("CreateServiceTemplate", R"({"name":"api","description":"d"})");
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})");
  const auto listed = proton.must("ListServiceTemplates", "{}");
  EXPECT_EQ(listed.at("/templates/0/name"), R"("api")");
  EXPECT_EQ(listed.at("/templates/0/description"), R"("d")");
  EXPECT_EQ(listed.at("/templates/1/name"), R"("web")");
  EXPECT_EQ(listed.at("/templates/1/encryptionKey"), "nothing");
  EXPECT_EQ(listed.at("/templates/2"), "nothing");
  EXPECT_EQ(listed.at("/nextToken"), "nothing");
}

TEST(Templates, KeepWhatAnUpdateLeavesOut) {
  ProtonFixture proton;
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc","displayName":"A","description":"B"})");
  auto updated = proton.must("UpdateEnvironmentTemplate", R"({"name":"vpc","displayName":"C"})");
  EXPECT_EQ(updated.at("/environmentTemplate/displayName"), R"("C")");
  EXPECT_EQ(updated.at("/environmentTemplate/description"), R"("B")");
  updated = proton.must("UpdateEnvironmentTemplate", R"({"name":"vpc","description":""})");
  EXPECT_EQ(updated.at("/environmentTemplate/description"), "nothing");
}

TEST(Templates, ThatAreNotThereAreNamedByTheirArn) {
  ProtonFixture proton;
  for (const auto* const operation : {"GetEnvironmentTemplate", "UpdateEnvironmentTemplate"}) {
    const auto answer = proton.call(operation, R"({"name":"vpc"})");
    EXPECT_EQ(answer.exception(), "ResourceNotFoundException") << operation;
    EXPECT_EQ(answer.message(),
              "The requested environment template does not exist: "
              "arn:aws:proton:us-east-1:000000000000:environment-template/vpc")
        << operation;
  }
}

TEST(Templates, AreDeletedOnceAndThenAnsweredEmpty) {
  ProtonFixture proton;
  proton.must("CreateServiceTemplate", R"({"name":"web"})");
  EXPECT_EQ(proton.must("DeleteServiceTemplate", R"({"name":"web"})").at("/serviceTemplate/name"), R"("web")");
  EXPECT_EQ(boost::json::serialize(proton.must("DeleteServiceTemplate", R"({"name":"web"})").body), "{}");
}

TEST(Templates, AreShownInTheRegionOfTheCaller) {
  ProtonFixture proton;
  auto request = test::proton_request("CreateServiceTemplate", R"({"name":"web"})");
  request.headers.add("X-Amz-Date", "20260102T030405Z");
  request.headers.add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-central-1/proton/aws4_request, "
                      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" +
                          std::string(64, '0'));
  EXPECT_EQ(proton.send(request).at("/serviceTemplate/arn"),
            R"("arn:aws:proton:eu-central-1:000000000000:service-template/web")");
}

TEST(Timestamps, AreWrittenWithMillisecondsAndWithoutAnExponent) {
  ProtonFixture proton;
  const auto response = proton.answer(test::proton_request("CreateServiceTemplate", R"({"name":"web"})"));
  EXPECT_TRUE(response.body.contains(R"("createdAt":1605135767.763,)")) << response.body;
}

}  // namespace
}  // namespace baryon::faces::proton
