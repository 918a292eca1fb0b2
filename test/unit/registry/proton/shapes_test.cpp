#include "registry/proton/shapes.h"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::registry::proton {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

// AWS Proton API Reference, GetServiceTemplateVersion, with what a list does not show.
constexpr std::string_view version_text = R"({
  "arn": "arn:aws:proton:us-east-1:123456789012:service-template/web:1.10",
  "compatibleEnvironmentTemplates": [{"templateName": "vpc", "majorVersion": "2"}],
  "createdAt": 1605135767.763, "lastModifiedAt": 1605135768,
  "description": "words", "majorVersion": "1", "minorVersion": "10", "recommendedMinorVersion": "9",
  "schema": "schema: {}\n", "status": "DRAFT", "statusMessage": "",
  "supportedComponentSources": ["DIRECTLY_DEFINED"], "templateName": "web", "somethingNew": {"a": 1}})";

json::object version_members() { return json::parse(version_text).as_object(); }

Result<Version> read_changed(std::string_view member, json::value value) {
  auto members = version_members();
  members[member] = std::move(value);
  return read_version(members, TemplateKind::service, "serviceTemplateVersion");
}

TEST(ProtonShapes, ReadAVersion) {
  const auto version = read_version(version_members(), TemplateKind::service, "v").value();
  EXPECT_EQ(version.kind, TemplateKind::service);
  EXPECT_EQ(version.template_name, "web");
  EXPECT_EQ(version.number.text(), "1.10");
  EXPECT_EQ(version.status, VersionStatus::draft);
  EXPECT_EQ(version.recommended_minor, 9);
  EXPECT_EQ(version.schema, "schema: {}\n");
  EXPECT_EQ(version.compatible_environments, (std::vector<CompatibleEnvironment>{{.name = "vpc", .major = 2}}));
  EXPECT_EQ(version.supported_component_sources, std::vector<std::string>{"DIRECTLY_DEFINED"});
  EXPECT_EQ(version.created_at, from_millis(1'605'135'767'763));
  EXPECT_EQ(version.last_modified_at, from_millis(1'605'135'768'000));
}

struct Fault {
  std::string member;
  json::value value;
};

TEST(ProtonShapes, NameTheMemberOfAVersionThatIsWrong) {
  for (const auto& [member, value] : std::vector<Fault>{{"templateName", nullptr},
                                                        {"templateName", 1},
                                                        {"templateName", ""},
                                                        {"majorVersion", 1},
                                                        {"majorVersion", "one"},
                                                        {"majorVersion", "-1"},
                                                        {"minorVersion", "99999999999999999999"},
                                                        {"recommendedMinorVersion", json::array{}},
                                                        {"status", "RETIRED"},
                                                        {"status", nullptr},
                                                        {"description", json::object{}},
                                                        {"schema", 1},
                                                        {"createdAt", "2020-11-11"},
                                                        {"createdAt", -1},
                                                        {"lastModifiedAt", 1e300},
                                                        {"compatibleEnvironmentTemplates", "vpc:1"},
                                                        {"compatibleEnvironmentTemplates", json::array{"vpc"}},
                                                        {"compatibleEnvironmentTemplates", json::array{json::object{}}},
                                                        {"supportedComponentSources", json::array{1}}}) {
    const auto read = read_changed(member, value);
    ASSERT_FALSE(read.has_value()) << member << " " << value;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(read.error().retryable);
    EXPECT_THAT(read.error().message, HasSubstr("serviceTemplateVersion." + member));
  }
}

TEST(ProtonShapes, ReadATemplate) {
  const auto members = json::parse(R"({"arn": "arn:x", "name": "vpc", "createdAt": 1.5, "lastModifiedAt": 2,
    "displayName": "VPC", "description": "d", "encryptionKey": "arn:aws:kms:x", "provisioning": "CUSTOMER_MANAGED",
    "recommendedVersion": "2.3"})");
  const auto found = read_template(members.as_object(), TemplateKind::environment, "t").value();
  EXPECT_EQ(found.name, "vpc");
  EXPECT_EQ(found.display_name, "VPC");
  EXPECT_EQ(found.encryption_key, "arn:aws:kms:x");
  EXPECT_TRUE(found.is_customer_managed);
  EXPECT_EQ(found.recommended, "2.3");
  EXPECT_EQ(found.created_at, from_millis(1500));
  EXPECT_FALSE(read_template(members.as_object(), TemplateKind::service, "t")->is_customer_managed);
}

TEST(ProtonShapes, ReadPages) {
  const auto page = read_tags(json::parse(R"({"tags":[{"key":"a","value":"1"},{"key":"b","value":""}],
    "nextToken":"next"})")
                                  .as_object());
  EXPECT_EQ(page->items, (std::vector<Tag>{{.key = "a", .value = "1"}, {.key = "b", .value = ""}}));
  EXPECT_EQ(page->next_token, "next");
  EXPECT_EQ(read_tags(json::parse(R"({"tags":[],"nextToken":null})").as_object())->next_token, "");
}

TEST(ProtonShapes, NameTheItemOfAPageThatIsWrong) {
  const auto message = [](std::string_view text) {
    const auto read = read_templates(json::parse(text).as_object(), TemplateKind::service);
    return read ? "" : read.error().message;
  };
  EXPECT_EQ(message("{}"), "templates is missing");
  EXPECT_EQ(message(R"({"templates":{}})"), "templates is no list");
  EXPECT_EQ(message(R"({"templates":[1]})"), "templates[0] is no structure");
  EXPECT_EQ(message(R"({"templates":[{}]})"), "templates[0].name is missing");
  EXPECT_EQ(message(R"({"templates":[],"nextToken":1})"), "nextToken is no text");
}

TEST(ProtonShapes, ReadCounts) {
  const auto counts =
      read_counts(json::parse(R"({"counts":{"environmentTemplates":{"total":3},"services":{"total":1}}})").as_object());
  EXPECT_EQ(counts->environment_templates, 3);
  EXPECT_EQ(counts->service_templates, 0);
  EXPECT_FALSE(read_counts({}).has_value());
  EXPECT_FALSE(read_counts(json::parse(R"({"counts":{"serviceTemplates":3}})").as_object()).has_value());
}

}  // namespace
}  // namespace baryon::registry::proton
