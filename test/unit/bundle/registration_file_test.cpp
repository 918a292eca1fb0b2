#include "bundle/registration_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace baryon::bundle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string entries(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "- env-" + std::to_string(i) + ":1\n";
  return text;
}

TEST(RegistrationFile, ReadsEnvironmentsAndComponentSources) {
  const auto registration = parse_registration_file(
                                "compatible_environments:\n  - my-env:1\n  - \"other_env:12\"\n"
                                "supported_component_sources:\n  - DIRECTLY_DEFINED\n")
                                .value();
  EXPECT_THAT(registration.compatible_environments,
              ElementsAre(CompatibleEnvironment{"my-env", 1}, CompatibleEnvironment{"other_env", 12}));
  EXPECT_THAT(registration.supported_component_sources, ElementsAre("DIRECTLY_DEFINED"));
}

TEST(RegistrationFile, NeedsNoComponentSources) {
  for (const auto* const more : {"", "supported_component_sources:\n", "supported_component_sources: []\n"})
    EXPECT_THAT(parse_registration_file("compatible_environments: [a:1]\n" + std::string(more))
                    .value()
                    .supported_component_sources,
                IsEmpty())
        << more;
}

TEST(RegistrationFile, TakesOneToTenEnvironments) {
  EXPECT_EQ(parse_registration_file("compatible_environments:\n" + entries(10)).value().compatible_environments.size(),
            10U);
  EXPECT_THAT(parse_registration_file("compatible_environments:\n" + entries(11)).error().message,
              StartsWith(".template-registration.yaml:12:3: more than 10"));
  EXPECT_THAT(parse_registration_file("compatible_environments: []\n").error().message,
              HasSubstr("lists no compatible"));
}

struct BadRegistration {
  std::string name;
  std::string text;
  std::string message;
  friend std::ostream& operator<<(std::ostream& out, const BadRegistration& bad) { return out << bad.name; }
};

class RegistrationFileRefuses : public testing::TestWithParam<BadRegistration> {};

TEST_P(RegistrationFileRefuses, WithFileAndLine) {
  const auto result = parse_registration_file(GetParam().text);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, StartsWith(".template-registration.yaml:" + GetParam().message));
  EXPECT_EQ(result.error().code, ErrorCode::invalid);
}

INSTANTIATE_TEST_SUITE_P(
    All, RegistrationFileRefuses,
    testing::Values(
        BadRegistration{"NoMajor", "compatible_environments:\n  - vpc\n", "2:5: 'vpc' is no environment template"},
        BadRegistration{"EmptyMajor", "compatible_environments:\n  - vpc:\n", "2:5: an entry has to be one word"},
        BadRegistration{"SpaceAfterColon", "compatible_environments:\n  - vpc: 1\n",
                        "2:5: an entry has to be one word"},
        BadRegistration{"MajorWithLetter", "compatible_environments:\n  - vpc:v1\n", "2:5: 'vpc:v1' is no"},
        BadRegistration{"MajorZero", "compatible_environments:\n  - vpc:0\n", "2:5: 'vpc:0' is no"},
        BadRegistration{"LeadingZero", "compatible_environments:\n  - vpc:01\n", "2:5: 'vpc:01' is no"},
        BadRegistration{"Minor", "compatible_environments:\n  - vpc:1.2\n", "2:5: 'vpc:1.2' is no"},
        BadRegistration{"NoName", "compatible_environments:\n  - ':1'\n", "2:5: ':1' is no"},
        BadRegistration{"BadName", "compatible_environments:\n  - a.b:1\n", "2:5: 'a.b:1' is no"},
        BadRegistration{"Duplicate", "compatible_environments:\n  - a:1\n  - b:1\n  - a:1\n",
                        "4:5: a:1 is listed twice"},
        BadRegistration{"ScalarInPlaceOfList", "compatible_environments: vpc:1\n",
                        "1:1: compatible_environments is no list"},
        BadRegistration{"NothingInPlaceOfList", "compatible_environments:\n",
                        "1:1: compatible_environments is no list"},
        BadRegistration{"UnknownSource", "compatible_environments: [a:1]\nsupported_component_sources: [OTHER]\n",
                        "2:31: 'OTHER' is no component source"},
        BadRegistration{"SourceInPlaceOfList", "compatible_environments: [a:1]\nsupported_component_sources: OTHER\n",
                        "2:1: supported_component_sources is no list"},
        BadRegistration{"EmptyFile", "", "1: the key compatible_environments is missing"},
        BadRegistration{"ListAtTheTop", "[a:1]", "1: the key compatible_environments is missing"},
        BadRegistration{"BrokenYaml", "a: [b\n", "2:1: "}),
    [](const auto& test_info) { return test_info.param.name; });

TEST(RegistrationFile, ShowsTheKeysWhereTheRequiredOneIsMissing) {
  const auto error = parse_registration_file("compatible_enviroments: [a:1]\n").error();
  EXPECT_THAT(error.hint, HasSubstr("compatible_enviroments"));
}

TEST(RegistrationFile, IsNotLarge) {
  EXPECT_EQ(parse_registration_file("#" + std::string(70'000, 'x')).error().code, ErrorCode::too_large);
  EXPECT_EQ(parse_compatible_envs(std::string(70'000, '\n')).error().code, ErrorCode::too_large);
}

TEST(CompatibleEnvs, ReadsOneEntryALine) {
  EXPECT_THAT(parse_compatible_envs("\nfargate-env:1\r\n  other:20  \n\n\nlast:3").value().compatible_environments,
              ElementsAre(CompatibleEnvironment{"fargate-env", 1}, CompatibleEnvironment{"other", 20},
                          CompatibleEnvironment{"last", 3}));
}

TEST(CompatibleEnvs, RefusesWithFileAndLine) {
  EXPECT_THAT(parse_compatible_envs("a:1\n\nb\n").error().message, StartsWith(".compatible-envs:3: 'b' is no"));
  EXPECT_THAT(parse_compatible_envs("a:1\na:1\n").error().message,
              StartsWith(".compatible-envs:2: a:1 is listed twice"));
  EXPECT_THAT(parse_compatible_envs("\n \n").error().message, HasSubstr(".compatible-envs lists no compatible"));
  EXPECT_THAT(parse_compatible_envs("\x1B[2J:1").error().message, HasSubstr("'\\x1b[2J:1'"));
}

}  // namespace
}  // namespace baryon::bundle
