#include "faces/proton/versions.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using bundle::CompatibleEnvironment;
using registry::TemplateKind;
using test::ProtonFixture;

const std::string vpc_source = R"({"templateName":"vpc","source":{"s3":{"bucket":"objects","key":"k/vpc.tar.gz"}})";

/// With the template `vpc`.
class EnvironmentVersions : public ::testing::Test {
 protected:
  EnvironmentVersions() { proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})"); }

  test::ProtonAnswer create(const std::string& members = "") {
    return proton.call("CreateEnvironmentTemplateVersion", vpc_source + (members.empty() ? "" : ",") + members + "}");
  }

  void finish(registry::VersionNumber number) {
    ASSERT_TRUE(
        proton.library
            .finish_version(
                {.template_key = {.kind = TemplateKind::environment, .name = "vpc"}, .number = number, .source = {}},
                {.template_name = "vpc", .directory = {}, .schema = "schema: {}\n"}, "key")
            .has_value());
  }

  static std::string version(const std::string& number, const std::string& members = "") {
    const auto dot = number.find('.');
    return R"({"templateName":"vpc","majorVersion":")" + number.substr(0, dot) + R"(","minorVersion":")" +
           number.substr(dot + 1) + '"' + (members.empty() ? "" : ",") + members + "}";
  }

  ProtonFixture proton;
};

TEST_F(EnvironmentVersions, BeginInProgressWithoutSchemaAndStatusMessage) {
  const auto begun = create(R"("description":"first")");
  EXPECT_EQ(
      boost::json::serialize(begun.body),
      R"({"environmentTemplateVersion":{"arn":"arn:aws:proton:us-east-1:000000000000:environment-template/vpc:1.0",)"
      R"("templateName":"vpc","majorVersion":"1","minorVersion":"0","status":"REGISTRATION_IN_PROGRESS",)"
      R"("createdAt":1.605135767763E9,"lastModifiedAt":1.605135767763E9,"description":"first"}})");
}

TEST_F(EnvironmentVersions, HandTheSourceOnAndWakeTheRegistration) {
  create(R"("clientToken":"abc","tags":[{"key":"a","value":""}])");
  const auto wanted = proton.library.last_version();
  EXPECT_EQ(wanted.source.bucket, "objects");
  EXPECT_EQ(wanted.source.key, "k/vpc.tar.gz");
  EXPECT_EQ(wanted.client_token, "abc");
  EXPECT_EQ(wanted.major, std::nullopt);
  EXPECT_EQ(wanted.tags.size(), 1U);
  EXPECT_EQ(proton.versions_begun, 1);
}

TEST_F(EnvironmentVersions, WakeNobodyWhenTheyCannotBegin) {
  EXPECT_EQ(create(R"("majorVersion":"9")").exception(), "ResourceNotFoundException");
  EXPECT_EQ(proton.versions_begun, 0);
}

TEST_F(EnvironmentVersions, TakeMajorsAsNumbers) {
  create();
  EXPECT_EQ(create(R"("majorVersion":"1")").at("/environmentTemplateVersion/minorVersion"), R"("1")");
  EXPECT_EQ(proton.library.last_version().major, 1);
  EXPECT_EQ(create(R"("majorVersion":"2")").at("/environmentTemplateVersion/majorVersion"), R"("2")");
  EXPECT_EQ(create(R"("majorVersion":"99999999999999999999")").exception(), "ResourceNotFoundException");
}

TEST_F(EnvironmentVersions, ShowSchemaAndAnEmptyStatusMessageOnceRegistered) {
  create();
  finish({.major = 1, .minor = 0});
  const auto shown = proton.must("GetEnvironmentTemplateVersion", version("1.0"));
  EXPECT_EQ(shown.at("/environmentTemplateVersion/status"), R"("DRAFT")");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/schema"), R"("schema: {}\n")");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/statusMessage"), R"("")");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/recommendedMinorVersion"), "nothing");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/compatibleEnvironmentTemplates"), "nothing");
}

TEST_F(EnvironmentVersions, ShowWhyTheyFailed) {
  create();
  ASSERT_TRUE(proton.library
                  .fail_version({.template_key = {.kind = TemplateKind::environment, .name = "vpc"},
                                 .number = {.major = 1, .minor = 0},
                                 .source = {}},
                                "no schema")
                  .has_value());
  const auto shown = proton.must("GetEnvironmentTemplateVersion", version("1.0"));
  EXPECT_EQ(shown.at("/environmentTemplateVersion/status"), R"("REGISTRATION_FAILED")");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/statusMessage"), R"("no schema")");
  EXPECT_EQ(shown.at("/environmentTemplateVersion/schema"), "nothing");
}

TEST_F(EnvironmentVersions, ArePublishedButNeverSetToAnotherStatus) {
  create();
  EXPECT_EQ(proton.call("UpdateEnvironmentTemplateVersion", version("1.0", R"("status":"PUBLISHED")")).exception(),
            "ConflictException");
  finish({.major = 1, .minor = 0});
  for (const auto* const status : {"DRAFT", "REGISTRATION_FAILED", "REGISTRATION_IN_PROGRESS"}) {
    const auto refused =
        proton.call("UpdateEnvironmentTemplateVersion", version("1.0", std::string(R"("status":")") + status + '"'));
    EXPECT_EQ(refused.exception(), "ValidationException") << status;
    EXPECT_TRUE(refused.message().contains(status)) << refused.message();
  }
  const auto published =
      proton.must("UpdateEnvironmentTemplateVersion", version("1.0", R"("status":"PUBLISHED","description":"now")"));
  EXPECT_EQ(published.at("/environmentTemplateVersion/status"), R"("PUBLISHED")");
  EXPECT_EQ(published.at("/environmentTemplateVersion/description"), R"("now")");
  EXPECT_EQ(published.at("/environmentTemplateVersion/recommendedMinorVersion"), R"("0")");
  EXPECT_EQ(proton.must("GetEnvironmentTemplate", R"({"name":"vpc"})").at("/environmentTemplate/recommendedVersion"),
            R"("1.0")");
}

TEST_F(EnvironmentVersions, AreListedFlatAndWithoutSchema) {
  for (const auto* const major : {"1", "1", "2"}) create(std::string(R"("majorVersion":")") + major + '"');
  for (int i = 0; i < 10; ++i) create(R"("majorVersion":"1")");
  finish({.major = 1, .minor = 0});
  const auto all = proton.must("ListEnvironmentTemplateVersions", R"({"templateName":"vpc"})");
  EXPECT_EQ(all.body.at("templateVersions").as_array().size(), 13U);
  EXPECT_EQ(all.at("/templateVersions/0/schema"), "nothing");
  EXPECT_EQ(all.at("/templateVersions/2/minorVersion"), R"("2")");  // numbers, not text: 10 comes after 9
  EXPECT_EQ(all.at("/templateVersions/10/minorVersion"), R"("10")");
  EXPECT_EQ(all.at("/templateVersions/12/arn"),
            R"("arn:aws:proton:us-east-1:000000000000:environment-template/vpc:2.0")");
  const auto second = proton.must("ListEnvironmentTemplateVersions", R"({"templateName":"vpc","majorVersion":"2"})");
  EXPECT_EQ(second.body.at("templateVersions").as_array().size(), 1U);
  const auto page = proton.must("ListEnvironmentTemplateVersions", R"({"templateName":"vpc","maxResults":10})");
  const std::string token(page.body.at("nextToken").as_string());
  EXPECT_EQ(proton.must("ListEnvironmentTemplateVersions", R"({"templateName":"vpc","nextToken":")" + token + "\"}")
                .at("/templateVersions/0/minorVersion"),
            R"("10")");
}

TEST_F(EnvironmentVersions, OfAMissingTemplateAreNotListed) {
  EXPECT_EQ(proton.call("ListEnvironmentTemplateVersions", R"({"templateName":"vpc2"})").message(),
            "The requested environment template does not exist: "
            "arn:aws:proton:us-east-1:000000000000:environment-template/vpc2");
}

TEST_F(EnvironmentVersions, ThatAreNotThereAreNamedByTheirArn) {
  for (const auto* const operation : {"GetEnvironmentTemplateVersion", "UpdateEnvironmentTemplateVersion"}) {
    const auto answer = proton.call(operation, version("7.3"));
    EXPECT_EQ(answer.exception(), "ResourceNotFoundException");
    EXPECT_EQ(answer.message(),
              "The requested environment template version does not exist: "
              "arn:aws:proton:us-east-1:000000000000:environment-template/vpc:7.3");
  }
}

TEST_F(EnvironmentVersions, AreDeletedOnceAndThenAnsweredEmpty) {
  create();
  EXPECT_EQ(proton.must("DeleteEnvironmentTemplateVersion", version("1.0")).at("/environmentTemplateVersion/status"),
            R"("REGISTRATION_IN_PROGRESS")");
  EXPECT_EQ(boost::json::serialize(proton.must("DeleteEnvironmentTemplateVersion", version("1.0")).body), "{}");
}

/// With the template `web`.
class ServiceVersions : public ::testing::Test {
 protected:
  ServiceVersions() { proton.must("CreateServiceTemplate", R"({"name":"web"})"); }

  test::ProtonAnswer create(const std::string& members = "") {
    return proton.call("CreateServiceTemplateVersion",
                       R"({"templateName":"web","source":{"s3":{"bucket":"objects","key":"k"}},)"
                       R"("compatibleEnvironmentTemplates":[{"templateName":"vpc","majorVersion":"1"},)"
                       R"({"templateName":"mesh","majorVersion":"12"}])" +
                           (members.empty() ? "" : "," + members) + "}");
  }

  ProtonFixture proton;
};

TEST_F(ServiceVersions, ShowTheEnvironmentsTheyFitInto) {
  const auto begun = create(R"("supportedComponentSources":["DIRECTLY_DEFINED","DIRECTLY_DEFINED"])");
  EXPECT_EQ(begun.at("/serviceTemplateVersion/arn"),
            R"("arn:aws:proton:us-east-1:000000000000:service-template/web:1.0")");
  EXPECT_EQ(begun.at("/serviceTemplateVersion/compatibleEnvironmentTemplates"),
            R"([{"templateName":"vpc","majorVersion":"1"},{"templateName":"mesh","majorVersion":"12"}])");
  EXPECT_EQ(begun.at("/serviceTemplateVersion/supportedComponentSources"), R"(["DIRECTLY_DEFINED"])");
  EXPECT_EQ(proton.library.last_version().compatible_environments,
            (std::vector<CompatibleEnvironment>{{.name = "vpc", .major = 1}, {.name = "mesh", .major = 12}}));
}

TEST_F(ServiceVersions, LeaveOutComponentSourcesThatTheyDoNotHave) {
  EXPECT_EQ(create().at("/serviceTemplateVersion/supportedComponentSources"), "nothing");
}

TEST_F(ServiceVersions, AreListedWithoutEnvironments) {
  create();
  EXPECT_EQ(proton.must("ListServiceTemplateVersions", R"({"templateName":"web"})")
                .at("/templateVersions/0/compatibleEnvironmentTemplates"),
            "nothing");
}

TEST_F(ServiceVersions, ChangeTheirEnvironmentsOnlyWhenAsked) {
  create();
  const std::string one = R"({"templateName":"web","majorVersion":"1","minorVersion":"0")";
  proton.must("UpdateServiceTemplateVersion", one + R"(,"description":"d"})");
  EXPECT_EQ(proton.library.last_update().compatible_environments, std::nullopt);
  EXPECT_EQ(proton.library.last_update().supported_component_sources, std::nullopt);
  const auto updated =
      proton.must("UpdateServiceTemplateVersion",
                  one + R"(,"compatibleEnvironmentTemplates":[{"templateName":"vpc","majorVersion":"2"}],)"
                        R"("supportedComponentSources":[]})");
  EXPECT_EQ(updated.at("/serviceTemplateVersion/compatibleEnvironmentTemplates"),
            R"([{"templateName":"vpc","majorVersion":"2"}])");
  EXPECT_EQ(updated.at("/serviceTemplateVersion/description"), R"("d")");
  EXPECT_EQ(proton.library.last_update().supported_component_sources, std::vector<std::string>());
}

TEST_F(ServiceVersions, RefuseAnEnvironmentsMajorThatNoNumberHolds) {
  const auto answer = proton.call(
      "CreateServiceTemplateVersion",
      R"({"templateName":"web","source":{"s3":{"bucket":"objects","key":"k"}},)"
      R"("compatibleEnvironmentTemplates":[{"templateName":"vpc","majorVersion":"99999999999999999999"}]})");
  EXPECT_EQ(answer.exception(), "ValidationException");
}

}  // namespace
}  // namespace baryon::faces::proton
