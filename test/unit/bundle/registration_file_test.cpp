#include "bundle/registration_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "unit/bundle/lint/examined.h"

namespace baryon::bundle {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

struct Outcome {
  std::optional<Registration> registration;
  std::vector<std::string> findings;
};

Outcome outcome_of(std::optional<Registration> (*parse)(std::string_view, lint::Report&), std::string_view text) {
  lint::Report report;
  auto registration = parse(text, report);
  EXPECT_EQ(registration.has_value(), !report.has_errors());
  Outcome outcome{.registration = std::move(registration), .findings = {}};
  for (const auto& finding : report.take()) outcome.findings.push_back(test::line_of(finding));
  return outcome;
}

Outcome registration_file(std::string_view text) { return outcome_of(parse_registration_file, text); }
Outcome compatible_envs(std::string_view text) { return outcome_of(parse_compatible_envs, text); }

std::string entries(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "- env-" + std::to_string(i) + ":1\n";
  return text;
}

TEST(RegistrationFile, ReadsEnvironmentsAndComponentSources) {
  const auto outcome = registration_file(
      "compatible_environments:\n  - my-env:1\n  - \"other_env:12\"\n"
      "supported_component_sources:\n  - DIRECTLY_DEFINED\n");
  ASSERT_TRUE(outcome.registration);
  EXPECT_THAT(outcome.registration->compatible_environments,
              ElementsAre(CompatibleEnvironment{"my-env", 1}, CompatibleEnvironment{"other_env", 12}));
  EXPECT_THAT(outcome.registration->supported_component_sources, ElementsAre("DIRECTLY_DEFINED"));
  EXPECT_THAT(outcome.findings, IsEmpty());
}

TEST(RegistrationFile, NeedsNoComponentSources) {
  for (const auto* const more : {"", "supported_component_sources:\n", "supported_component_sources: []\n"}) {
    const auto outcome = registration_file("compatible_environments: [a:1]\n" + std::string(more));
    ASSERT_TRUE(outcome.registration) << more;
    EXPECT_THAT(outcome.registration->supported_component_sources, IsEmpty()) << more;
    EXPECT_THAT(outcome.findings, IsEmpty()) << more;
  }
}

TEST(RegistrationFile, TakesTenEnvironmentsAndNoMore) {
  const std::string key = "compatible_environments:\n";
  EXPECT_EQ(registration_file(key + entries(10)).registration.value().compatible_environments.size(), 10U);
  EXPECT_THAT(registration_file(key + entries(12)).findings,
              ElementsAre("error registration-too-many-environments .template-registration.yaml:12:3: more than 10 "
                          "compatible environments (AWS Proton allows 1 to 10)"));
}

struct BadRegistration {
  std::string name;
  std::string text;
  std::vector<std::string> findings;  ///< without the name of the file, which follows the rule
  friend std::ostream& operator<<(std::ostream& out, const BadRegistration& bad) { return out << bad.name; }
};

class RegistrationFileFinds : public testing::TestWithParam<BadRegistration> {};

TEST_P(RegistrationFileFinds, WithPlaceAndHint) {
  auto expected = GetParam().findings;
  for (auto& line : expected) line.replace(line.find('@'), 1, ".template-registration.yaml");
  EXPECT_THAT(registration_file(GetParam().text).findings, ElementsAreArray(expected));
}

const std::string bad = "error registration-bad-environment ";
const std::string none = "error registration-no-environments ";
const std::string bad_source = "error registration-bad-component-source ";
const std::string how =
    " is no environment template with a major version"
    " (write <environment template>:<major>, for example vpc:1)";
const std::string no_word =
    ": an entry has to be one word (write <environment template>:<major>, for example vpc:1,"
    " without a space after the colon)";
const std::string environments = "compatible_environments:\n  - ";

INSTANTIATE_TEST_SUITE_P(
    Entries, RegistrationFileFinds,
    testing::Values(
        BadRegistration{"NoMajor", environments + "vpc\n", {bad + "@:2:5: 'vpc'" + how}},
        BadRegistration{"EmptyMajor", environments + "vpc:\n", {bad + "@:2:5" + no_word}},
        BadRegistration{"SpaceAfterColon", environments + "vpc: 1\n", {bad + "@:2:5" + no_word}},
        BadRegistration{"Nothing", environments + "\n", {bad + "@:3:1" + no_word}},
        BadRegistration{"MajorWithLetter", environments + "vpc:v1\n", {bad + "@:2:5: 'vpc:v1'" + how}},
        BadRegistration{"MajorZero", environments + "vpc:0\n", {bad + "@:2:5: 'vpc:0'" + how}},
        BadRegistration{"LeadingZero", environments + "vpc:01\n", {bad + "@:2:5: 'vpc:01'" + how}},
        BadRegistration{"Minor", environments + "vpc:1.2\n", {bad + "@:2:5: 'vpc:1.2'" + how}},
        BadRegistration{"NoName", environments + "':1'\n", {bad + "@:2:5: ':1'" + how}},
        BadRegistration{"BadName", environments + "a.b:1\n", {bad + "@:2:5: 'a.b:1'" + how}},
        BadRegistration{
            "Duplicate",
            environments + "a:1\n  - b:1\n  - a:1\n",
            {"error registration-duplicate-environment @:4:5: a:1 is listed twice (remove one of the two)"}},
        BadRegistration{"AllOfThem",
                        environments + "a\n  - b:1\n  - c: 1\n  - b:1\nsupported_component_sources: [X]\n",
                        {bad + "@:2:5: 'a'" + how, bad + "@:4:5" + no_word,
                         "error registration-duplicate-environment @:5:5: b:1 is listed twice (remove one of the two)",
                         bad_source + "@:6:31: 'X' is no component source (the only one is DIRECTLY_DEFINED)"}}),
    [](const auto& test_info) { return test_info.param.name; });

const std::string list_hint = " (write <environment template>:<major>, for example vpc:1)";
const std::string missing = ": the key compatible_environments is missing (";
const std::string good = "compatible_environments: [a:1]\n";

INSTANTIATE_TEST_SUITE_P(
    Document, RegistrationFileFinds,
    testing::Values(
        BadRegistration{"ScalarInPlaceOfList",
                        "compatible_environments: vpc:1\n",
                        {none + "@:1:1: compatible_environments is no list" + list_hint}},
        BadRegistration{"NothingInPlaceOfList",
                        "compatible_environments:\n",
                        {none + "@:1:1: compatible_environments is no list" + list_hint}},
        BadRegistration{"EmptyList",
                        "compatible_environments: []\n",
                        {none + "@:1:1: lists no compatible environment" + list_hint}},
        BadRegistration{"UnknownSource",
                        good + "supported_component_sources: [OTHER]\n",
                        {bad_source + "@:2:31: 'OTHER' is no component source (the only one is DIRECTLY_DEFINED)"}},
        BadRegistration{
            "SourceThatIsNoWord",
            good + "supported_component_sources: [{}]\n",
            {bad_source + "@:2:31: a component source has to be one word (the only one is DIRECTLY_DEFINED)"}},
        BadRegistration{
            "SourceInPlaceOfList",
            good + "supported_component_sources: OTHER\n",
            {bad_source + "@:2:1: supported_component_sources is no list (the only one is DIRECTLY_DEFINED)"}},
        BadRegistration{"EmptyFile", "", {none + "@" + missing + "list at least one environment template under it)"}},
        BadRegistration{
            "ListAtTheTop", "[a:1]", {none + "@:1:1" + missing + "list at least one environment template under it)"}},
        BadRegistration{"BrokenYaml", "a: [b\n", {"error registration-no-yaml @:2:1: end of sequence flow not found"}},
        BadRegistration{
            "NoUtf8", "a: \xFF\n", {"error registration-no-yaml @: the file is no valid UTF-8 (save it as UTF-8)"}}),
    [](const auto& test_info) { return test_info.param.name; });

const std::string known = "known here: compatible_environments, supported_component_sources";

INSTANTIATE_TEST_SUITE_P(
    Keys, RegistrationFileFinds,
    testing::Values(
        BadRegistration{"MisspeltRequiredKey",
                        "x: 1\ncompatible_enviroments: [a:1]\n",
                        {"warning registration-unknown-key @:1:1: the key 'x' is not known (" + known + ")",
                         none + "@:2:1" + missing + "did you mean it by 'compatible_enviroments'?)"}},
        BadRegistration{"MisspeltOptionalKey",
                        good + "supported_component_source:\n",
                        {"warning registration-unknown-key @:2:1: the key 'supported_component_source' is not known "
                         "(did you mean supported_component_sources?)"}},
        BadRegistration{"UnknownKey",
                        good + "\"\\e\": 1\n",
                        {"warning registration-unknown-key @:2:1: the key '\\x1b' is not known (" + known + ")"}},
        BadRegistration{"KeyTwice",
                        good + good,
                        {"warning registration-key-twice @:2:1: the key 'compatible_environments' is there twice "
                         "(remove one of the two)"}}),
    [](const auto& test_info) { return test_info.param.name; });

TEST(RegistrationFile, IsNotLarge) {
  EXPECT_THAT(registration_file("#" + std::string(70'000, 'x')).findings,
              ElementsAre("error registration-too-large .template-registration.yaml: is larger than 64KiB (keep the "
                          "list of environments in it, and nothing else)"));
  EXPECT_THAT(compatible_envs(std::string(70'000, '\n')).findings,
              ElementsAre("error registration-too-large .compatible-envs: is larger than 64KiB (keep the list of "
                          "environments in it, and nothing else)"));
}

TEST(CompatibleEnvs, ReadsOneEntryALine) {
  const auto outcome = compatible_envs("\nfargate-env:1\r\n  other:20  \n\n\nlast:3");
  ASSERT_TRUE(outcome.registration);
  EXPECT_THAT(outcome.registration->compatible_environments,
              ElementsAre(CompatibleEnvironment{"fargate-env", 1}, CompatibleEnvironment{"other", 20},
                          CompatibleEnvironment{"last", 3}));
}

TEST(CompatibleEnvs, FindsWithPlaceAndHint) {
  EXPECT_THAT(compatible_envs("a:1\n\n  b\na:1\n\x1B[2J:1").findings,
              ElementsAre("error registration-bad-environment .compatible-envs:3:3: 'b'" + how,
                          "error registration-duplicate-environment .compatible-envs:4:1: a:1 is listed twice (remove "
                          "one of the two)",
                          "error registration-bad-environment .compatible-envs:5:1: '\\x1b[2J:1'" + how));
  EXPECT_THAT(
      compatible_envs("\n \n").findings,
      ElementsAre("error registration-no-environments .compatible-envs: lists no compatible environment" + list_hint));
}

}  // namespace
}  // namespace baryon::bundle
