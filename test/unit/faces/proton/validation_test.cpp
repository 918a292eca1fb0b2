#include "faces/proton/validation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::ProtonFixture;

const std::string name_pattern = R"(satisfy regular expression pattern: ^[0-9A-Za-z]+[0-9A-Za-z_\-]*$)";
const std::string part_pattern = R"(satisfy regular expression pattern: ^(0|([1-9]{1}\d*))$)";
const std::string arn_pattern =
    R"(satisfy regular expression pattern: ^arn:(aws|aws-cn|aws-us-gov):[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:\d{12}:([\w+=,.@-]+[/:])*[\w+=,.@-]+$)";
const std::string bucket_pattern = R"(satisfy regular expression pattern: ^[a-z0-9]+[a-z0-9-\.]+[a-z0-9]+$)";
const std::string token_pattern = "satisfy regular expression pattern: ^[!-~]*$";
const std::string page_pattern = "satisfy regular expression pattern: ^[A-Za-z0-9+=/]+$";
const std::string tag_pattern = R"(satisfy regular expression pattern: ^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$)";

std::string shortest(int length) { return fmt::format("have length greater than or equal to {}", length); }
std::string longest(int length) { return fmt::format("have length less than or equal to {}", length); }

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// A JSON list of the same item.
std::string list_of(const std::string& item, int times) { return "[" + item + repeated("," + item, times - 1) + "]"; }

const std::string arn_member = R"("resourceArn":"arn:aws:proton:us-east-1:000000000000:service-template/a")";
const std::string source_member = R"("source":{"s3":{"bucket":"objects","key":"k"}})";

// Bodies that are right but for the members given.
std::string create_template(const std::string& members) { return R"({"name":"vpc",)" + members + "}"; }
std::string one_version(const std::string& members) {
  return R"({"templateName":"web","majorVersion":"1","minorVersion":"0",)" + members + "}";
}
std::string create_version(const std::string& members) {
  return R"({"templateName":"vpc",)" + source_member + "," + members + "}";
}
std::string from_source(const std::string& source) { return R"({"templateName":"vpc","source":)" + source + "}"; }
std::string create_service_version(const std::string& members) {
  return R"({"templateName":"web",)" + source_member + "," + members + "}";
}
std::string compatible_with(const std::string& environments) {
  return create_service_version(R"("compatibleEnvironmentTemplates":)" + environments);
}
std::string on_resource(const std::string& members) { return "{" + arn_member + "," + members + "}"; }

/// One constraint of one member: an input that violates nothing else, and what is said of it.
struct Violation {
  std::string name;
  std::string operation;
  std::string body;
  std::string value;  // as the message shows it
  std::string path;
  std::string constraint;
};

class Constraint : public ::testing::TestWithParam<Violation> {};

TEST_P(Constraint, IsNamedWithItsMember) {
  const auto& violation = GetParam();
  ProtonFixture proton;
  const auto answer = proton.call(violation.operation, violation.body);
  EXPECT_EQ(answer.exception(), "ValidationException");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.message(),
            fmt::format("1 validation error detected: Value {} at '{}' failed to satisfy constraint: Member must {}",
                        violation.value, violation.path, violation.constraint));
}

std::string name_of(const ::testing::TestParamInfo<Violation>& tested) { return tested.param.name; }

const std::string a101(101, 'a');
const std::string a200(200, 'a');

INSTANTIATE_TEST_SUITE_P(
    Names, Constraint,
    ::testing::Values(
        Violation{"absent", "GetEnvironmentTemplate", "{}", "null", "name", "not be null"},
        Violation{"null", "GetServiceTemplate", R"({"name":null})", "null", "name", "not be null"},
        Violation{"number", "GetEnvironmentTemplate", R"({"name":5})", "'5'", "name", "be a string"},
        Violation{"truth", "GetEnvironmentTemplate", R"({"name":true})", "'true'", "name", "be a string"},
        Violation{"list", "GetEnvironmentTemplate", R"({"name":["a"]})", "'[...]'", "name", "be a string"},
        Violation{"object", "GetEnvironmentTemplate", R"({"name":{}})", "'{...}'", "name", "be a string"},
        Violation{"long", "UpdateServiceTemplate", R"({"name":")" + a101 + "\"}", "'" + a101 + "'", "name",
                  longest(100)},
        Violation{"pattern", "DeleteServiceTemplate", R"({"name":"-a"})", "'-a'", "name", name_pattern},
        Violation{"control", "GetEnvironmentTemplate", R"({"name":"a\n"})", R"('a\x0a')", "name", name_pattern},
        Violation{"of_template", "ListServiceTemplateVersions", R"({"templateName":"a.b"})", "'a.b'", "templateName",
                  name_pattern}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Templates, Constraint,
    ::testing::Values(
        Violation{"display_name_short", "CreateServiceTemplate", create_template(R"("displayName":"")"), "''",
                  "displayName", shortest(1)},
        Violation{"display_name_long", "UpdateEnvironmentTemplate", create_template(R"("displayName":")" + a101 + '"'),
                  "'" + a101 + "'", "displayName", longest(100)},
        Violation{"description_long", "CreateEnvironmentTemplate",
                  create_template(R"("description":")" + std::string(501, 'a') + '"'), "'" + a200 + "...'",
                  "description", longest(500)},
        Violation{"nul", "CreateEnvironmentTemplate", create_template(R"("description":"a\u0000b")"), R"('a\x00b')",
                  "description", "not hold the character U+0000"},
        Violation{"encryption_key", "CreateEnvironmentTemplate", create_template(R"("encryptionKey":"alias/a")"),
                  "'alias/a'", "encryptionKey", arn_pattern},
        Violation{"provisioning", "CreateEnvironmentTemplate", create_template(R"("provisioning":"MINE")"), "'MINE'",
                  "provisioning", "satisfy enum value set: [CUSTOMER_MANAGED]"},
        Violation{"pipeline_provisioning", "CreateServiceTemplate", create_template(R"("pipelineProvisioning":"")"),
                  "''", "pipelineProvisioning", "satisfy enum value set: [CUSTOMER_MANAGED]"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Paging, Constraint,
    ::testing::Values(
        Violation{"results_few", "ListServiceTemplates", R"({"maxResults":0})", "'0'", "maxResults",
                  "have value greater than or equal to 1"},
        Violation{"results_negative", "ListServiceTemplates", R"({"maxResults":-9223372036854775808})",
                  "'-9223372036854775808'", "maxResults", "have value greater than or equal to 1"},
        Violation{"results_many", "ListEnvironmentTemplates", R"({"maxResults":101})", "'101'", "maxResults",
                  "have value less than or equal to 100"},
        Violation{"results_too_many", "ListEnvironmentTemplates", R"({"maxResults":18446744073709551615})",
                  "'18446744073709551615'", "maxResults", "have value less than or equal to 100"},
        Violation{"results_text", "ListEnvironmentTemplates", R"({"maxResults":"5"})", "'5'", "maxResults",
                  "be an integer"},
        Violation{"results_fraction", "ListEnvironmentTemplates", R"({"maxResults":1.5})", "'1.5E0'", "maxResults",
                  "be an integer"},
        Violation{"token", "ListEnvironmentTemplates", R"({"nextToken":"a_b"})", "'a_b'", "nextToken", page_pattern},
        Violation{"token_empty", "ListServiceTemplateVersions", R"({"templateName":"a","nextToken":""})", "''",
                  "nextToken", page_pattern}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Versions, Constraint,
    ::testing::Values(
        Violation{"major_number", "GetEnvironmentTemplateVersion",
                  R"({"templateName":"a","majorVersion":1,"minorVersion":"0"})", "'1'", "majorVersion", "be a string"},
        Violation{"major_zero", "GetEnvironmentTemplateVersion",
                  R"({"templateName":"a","majorVersion":"01","minorVersion":"0"})", "'01'", "majorVersion",
                  part_pattern},
        Violation{"minor_long", "DeleteServiceTemplateVersion",
                  R"({"templateName":"a","majorVersion":"1","minorVersion":"123456789012345678901"})",
                  "'123456789012345678901'", "minorVersion", longest(20)},
        Violation{"minor_absent", "UpdateServiceTemplateVersion", R"({"templateName":"a","majorVersion":"1"})", "null",
                  "minorVersion", "not be null"},
        Violation{"major_of_list", "ListEnvironmentTemplateVersions", R"({"templateName":"a","majorVersion":"v1"})",
                  "'v1'", "majorVersion", part_pattern},
        Violation{"major_of_create", "CreateEnvironmentTemplateVersion", create_version(R"("majorVersion":"-1")"),
                  "'-1'", "majorVersion", part_pattern},
        Violation{"status", "UpdateEnvironmentTemplateVersion", one_version(R"("status":"WHATEVER")"), "'WHATEVER'",
                  "status",
                  "satisfy enum value set: [REGISTRATION_IN_PROGRESS, REGISTRATION_FAILED, DRAFT, PUBLISHED]"},
        Violation{"token_long", "CreateEnvironmentTemplateVersion",
                  create_version(R"("clientToken":")" + std::string(65, '!') + '"'), "'" + std::string(65, '!') + "'",
                  "clientToken", longest(64)},
        Violation{"token", "CreateEnvironmentTemplateVersion", create_version(R"("clientToken":"a b")"), "'a b'",
                  "clientToken", token_pattern}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Sources, Constraint,
    ::testing::Values(Violation{"absent", "CreateEnvironmentTemplateVersion", R"({"templateName":"a"})", "null",
                                "source", "not be null"},
                      Violation{"text", "CreateEnvironmentTemplateVersion", from_source(R"("s3://bucket/key")"),
                                "'s3://bucket/key'", "source", "be a structure"},
                      Violation{"nothing", "CreateEnvironmentTemplateVersion", from_source("{}"), "'{...}'", "source",
                                "have exactly one member set"},
                      Violation{"null", "CreateEnvironmentTemplateVersion", from_source(R"({"s3":null})"), "'{...}'",
                                "source", "have exactly one member set"},
                      Violation{"other", "CreateEnvironmentTemplateVersion", from_source(R"({"git":{"url":"x"}})"),
                                "'{...}'", "source", "have exactly one member set"},
                      Violation{"without_bucket", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"key":"k"}})"), "null", "source.s3.bucket", "not be null"},
                      Violation{"without_key", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"bucket":"objects"}})"), "null", "source.s3.key", "not be null"},
                      Violation{"bucket", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"bucket":"Objects","key":"k"}})"), "'Objects'",
                                "source.s3.bucket", bucket_pattern},
                      Violation{"bucket_long", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"bucket":")" + std::string(64, 'a') + R"(","key":"k"}})"),
                                "'" + std::string(64, 'a') + "'", "source.s3.bucket", longest(63)},
                      Violation{"key_empty", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"bucket":"objects","key":""}})"), "''", "source.s3.key",
                                shortest(1)},
                      Violation{"key_long", "CreateEnvironmentTemplateVersion",
                                from_source(R"({"s3":{"bucket":"objects","key":")" + std::string(1025, 'a') + R"("}})"),
                                "'" + a200 + "...'", "source.s3.key", longest(1024)}),
    name_of);

const std::string on_vpc = R"({"templateName":"vpc","majorVersion":"1"})";

INSTANTIATE_TEST_SUITE_P(
    Services, Constraint,
    ::testing::Values(
        Violation{"environments_absent", "CreateServiceTemplateVersion", create_version(R"("description":"")"), "null",
                  "compatibleEnvironmentTemplates", "not be null"},
        Violation{"environments_text", "CreateServiceTemplateVersion", compatible_with(R"("vpc:1")"), "'vpc:1'",
                  "compatibleEnvironmentTemplates", "be a list"},
        Violation{"environments_none", "CreateServiceTemplateVersion", compatible_with("[]"), "'[...]'",
                  "compatibleEnvironmentTemplates", shortest(1)},
        Violation{"environments_many", "CreateServiceTemplateVersion", compatible_with(list_of(on_vpc, 11)), "'[...]'",
                  "compatibleEnvironmentTemplates", longest(10)},
        Violation{"environment_text", "CreateServiceTemplateVersion", compatible_with(R"(["vpc:1"])"), "'vpc:1'",
                  "compatibleEnvironmentTemplates.1.member", "be a structure"},
        Violation{"environment_null", "CreateServiceTemplateVersion", compatible_with("[" + on_vpc + ",null]"), "null",
                  "compatibleEnvironmentTemplates.2.member", "not be null"},
        Violation{"environment_name", "CreateServiceTemplateVersion",
                  compatible_with(R"([{"templateName":"v.c","majorVersion":"1"}])"), "'v.c'",
                  "compatibleEnvironmentTemplates.1.member.templateName", name_pattern},
        Violation{"environment_major", "UpdateServiceTemplateVersion",
                  one_version(R"("compatibleEnvironmentTemplates":[{"templateName":"vpc"}])"), "null",
                  "compatibleEnvironmentTemplates.1.member.majorVersion", "not be null"},
        Violation{"update_none", "UpdateServiceTemplateVersion", one_version(R"("compatibleEnvironmentTemplates":[])"),
                  "'[...]'", "compatibleEnvironmentTemplates", shortest(1)},
        Violation{"component_source", "UpdateServiceTemplateVersion",
                  one_version(R"("supportedComponentSources":["ELSEWHERE"])"), "'ELSEWHERE'",
                  "supportedComponentSources.1.member", "satisfy enum value set: [DIRECTLY_DEFINED]"}),
    name_of);

const std::string tag = R"({"key":"a","value":"b"})";

INSTANTIATE_TEST_SUITE_P(
    Tags, Constraint,
    ::testing::Values(
        Violation{"arn", "TagResource", R"({"resourceArn":"vpc","tags":[]})", "'vpc'", "resourceArn", arn_pattern},
        Violation{"arn_long", "ListTagsForResource",
                  R"({"resourceArn":"arn:aws:proton:us-east-1:000000000000:)" + a200 + "\"}",
                  "'arn:aws:proton:us-east-1:000000000000:" + std::string(162, 'a') + "...'", "resourceArn",
                  longest(200)},
        Violation{"tags_absent", "TagResource", "{" + arn_member + "}", "null", "tags", "not be null"},
        Violation{"tags_many", "TagResource", on_resource(R"("tags":)" + list_of(tag, 51)), "'[...]'", "tags",
                  longest(50)},
        Violation{"key_absent", "TagResource", on_resource(R"("tags":[{"value":"b"}])"), "null", "tags.1.member.key",
                  "not be null"},
        Violation{"key_empty", "TagResource", on_resource(R"("tags":[)" + tag + R"(,{"key":"","value":"b"}])"), "''",
                  "tags.2.member.key", shortest(1)},
        Violation{"key_long", "CreateEnvironmentTemplate",
                  create_template(R"("tags":[{"key":")" + std::string(129, 'a') + R"(","value":""}])"),
                  "'" + std::string(129, 'a') + "'", "tags.1.member.key", longest(128)},
        Violation{"key_character", "TagResource", on_resource(R"("tags":[{"key":"a#","value":"b"}])"), "'a#'",
                  "tags.1.member.key", tag_pattern},
        Violation{"value_absent", "TagResource", on_resource(R"("tags":[{"key":"a"}])"), "null", "tags.1.member.value",
                  "not be null"},
        Violation{"value_long", "TagResource",
                  on_resource(R"("tags":[{"key":"a","value":")" + std::string(257, 'a') + R"("}])"),
                  "'" + a200 + "...'", "tags.1.member.value", longest(256)},
        Violation{"value_character", "CreateServiceTemplateVersion",
                  create_service_version(R"("compatibleEnvironmentTemplates":[)" + on_vpc +
                                         R"(],"tags":[{"key":"a","value":"<b>"}])"),
                  "'<b>'", "tags.1.member.value", tag_pattern},
        Violation{"keys_many", "UntagResource", on_resource(R"("tagKeys":)" + list_of(R"("a")", 51)), "'[...]'",
                  "tagKeys", longest(50)},
        Violation{"keys_long", "UntagResource", on_resource(R"("tagKeys":[")" + std::string(129, 'a') + "\"]"),
                  "'" + std::string(129, 'a') + "'", "tagKeys.1.member", longest(128)}),
    name_of);

TEST(Validation, CountsAndJoinsWhatIsWrong) {
  ProtonFixture proton;
  const auto answer = proton.call("GetEnvironmentTemplateVersion", R"({"templateName":"","majorVersion":1})");
  EXPECT_EQ(answer.message(),
            "4 validation errors detected: Value '' at 'templateName' failed to satisfy constraint: Member must " +
                shortest(1) + "; Value '' at 'templateName' failed to satisfy constraint: Member must " + name_pattern +
                "; Value '1' at 'majorVersion' failed to satisfy constraint: Member must be a string; "
                "Value null at 'minorVersion' failed to satisfy constraint: Member must not be null");
}

TEST(Validation, ListsOnlyTheFirstOfMany) {
  ProtonFixture proton;
  const auto message = proton.call("TagResource", on_resource(R"("tags":)" + list_of("{}", 50))).message();
  EXPECT_TRUE(message.starts_with("100 validation errors detected: Value null at 'tags.1.member.key'")) << message;
  EXPECT_TRUE(message.ends_with("; ...")) << message;
  EXPECT_LT(message.size(), 5000U);
}

TEST(Validation, CountsCharactersAndNotBytes) {
  ProtonFixture proton;
  const auto hundred = repeated("\xF0\x9F\x8C\x8D", 100);
  EXPECT_EQ(proton.call("CreateEnvironmentTemplate", create_template(R"("displayName":")" + hundred + '"')).status,
            200);
  const auto answer =
      proton.call("UpdateEnvironmentTemplate", create_template(R"("displayName":")" + hundred + "\xC3\xA4\""));
  EXPECT_TRUE(answer.message().contains(longest(100))) << answer.message();
}

TEST(Validation, TakesTheLimitsThemselves) {
  ProtonFixture proton;
  const std::string name(100, 'a');
  proton.must(
      "CreateServiceTemplate", R"({"name":")" + name + R"(","displayName":"d","description":")" +
                                   std::string(500, 'd') + R"(","tags":)" + "[" +
                                   [] {
                                     std::string tags;
                                     for (int i = 0; i < 50; ++i)
                                       tags += fmt::format(R"({}{{"key":"{}{}","value":"{}"}})", i == 0 ? "" : ",",
                                                           std::string(126, 'k'), i + 10, std::string(256, 'v'));
                                     return tags;
                                   }() +
                                   "]}");
  proton.must("CreateServiceTemplateVersion", R"({"templateName":")" + name + R"(","source":{"s3":{"bucket":")" +
                                                  std::string(63, 'b') + R"(","key":")" + std::string(1024, 'k') +
                                                  R"("}},"clientToken":")" + std::string(64, '~') +
                                                  R"(","compatibleEnvironmentTemplates":)" + list_of(on_vpc, 10) + "}");
}

TEST(Validation, IgnoresUnknownMembersAndNullOnes) {
  ProtonFixture proton;
  proton.must("CreateEnvironmentTemplate",
              R"({"name":"vpc","description":null,"tags":null,"colour":"blue","Name":"x","source":{"s3":5}})");
  EXPECT_EQ(proton.library.last_template().description, "");
}

}  // namespace
}  // namespace baryon::faces::proton
