#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/registry/registry_suite.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// An environment's schema with optional inputs of these names.
std::string schema_with(std::initializer_list<std::string_view> inputs) {
  std::string text =
      "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: Inputs\n  types:\n    Inputs:\n      type: "
      "object\n      properties:\n";
  for (const auto input : inputs) text += "        " + std::string(input) + ": {type: string, default: x}\n";
  return text;
}

/// The content of `templates/vpc/v<directory_major>/`; its digest is its schema.
Submission submission(std::int64_t directory_major, std::string schema) {
  return {.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
          .bundle = {.template_name = "vpc",
                     .kind = TemplateKind::environment,
                     .major = directory_major,
                     .directory = "templates/vpc/v" + std::to_string(directory_major),
                     .digest = schema,
                     .schema = schema,
                     .engine = "cloudformation",
                     .outputs = std::vector<std::string>{"VpcId"}},
          .bundle_key = "PLAT/c/vpc.tar.gz",
          .description = "[1111111] words",
          .ref = "refs/heads/main",
          .commit = std::string(40, '1')};
}

const auto two_inputs = schema_with({"cidr", "name"});
const auto one_input = schema_with({"cidr"});
const auto other_input = schema_with({"other"});

TEST_P(CompatibilityOfVersions, RefusesABreakingMinorAndProposesTheNextDirectory) {
  submit(submission(1, two_inputs), Compatibility::refuse);
  const auto refused = submit(submission(1, other_input), Compatibility::refuse);
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_EQ(refused.reason,
            "not compatible with version 1.0: environment input cidr was removed; environment input name was removed");
  EXPECT_EQ(refused.hint, "copy templates/vpc/v1 to templates/vpc/v2/ for a new major version, or undo these changes");
  ASSERT_EQ(refused.findings.size(), 2U);
  EXPECT_EQ(refused.findings[0].severity, bundle::Severity::error);
  EXPECT_EQ(refused.findings[0].rule, "incompatible-change");
  EXPECT_EQ(registry().versions("vpc")->size(), 1U);
}

TEST_P(CompatibilityOfVersions, ProposesAMajorThatIsFree) {
  submit(submission(1, two_inputs), Compatibility::refuse);
  submit(submission(2, one_input), Compatibility::refuse);
  EXPECT_THAT(submit(submission(1, other_input), Compatibility::refuse).hint, HasSubstr("templates/vpc/v3/"));
}

TEST_P(CompatibilityOfVersions, TakesCompatibleMinors) {
  submit(submission(1, one_input), Compatibility::refuse);
  const auto taken = submit(submission(1, two_inputs), Compatibility::refuse);
  EXPECT_EQ(taken.outcome, Outcome::new_minor);
  EXPECT_THAT(taken.findings, IsEmpty());
}

TEST_P(CompatibilityOfVersions, ComparesNothingAcrossMajors) {
  submit(submission(1, two_inputs), Compatibility::refuse);
  EXPECT_EQ(submit(submission(2, other_input), Compatibility::refuse).outcome, Outcome::new_major);
}

TEST_P(CompatibilityOfVersions, RefusesALostOutput) {
  submit(submission(1, two_inputs), Compatibility::refuse);
  auto without = submission(1, two_inputs);
  without.bundle.digest = "other";
  without.bundle.outputs = std::vector<std::string>{};
  EXPECT_THAT(submit(without, Compatibility::refuse).reason, HasSubstr("output VpcId"));
}

TEST_P(CompatibilityOfVersions, OnlyWarnsWhereSoConfigured) {
  submit(submission(1, two_inputs), Compatibility::warn);
  const auto warned = submit(submission(1, one_input), Compatibility::warn);
  EXPECT_EQ(warned.outcome, Outcome::new_minor);
  EXPECT_EQ(warned.number.text(), "1.1");
  EXPECT_THAT(warned.reason, HasSubstr("environment input name was removed"));
  ASSERT_EQ(warned.findings.size(), 1U);
  EXPECT_EQ(warned.findings[0].severity, bundle::Severity::warning);
}

TEST_P(CompatibilityOfVersions, MovesADirectoryToAMajorOfItsOwn) {
  const auto policy = Compatibility::next_major;
  submit(submission(1, two_inputs), policy);
  const auto moved = submit(submission(1, one_input), policy);
  EXPECT_EQ(moved.outcome, Outcome::new_major);
  EXPECT_EQ(moved.number.text(), "2.0");
  EXPECT_EQ(submit(submission(1, one_input), policy).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(submission(1, two_inputs), policy).number.text(), "2.1");  // compatible with 2.0
  EXPECT_EQ(submit(submission(1, other_input), policy).number.text(), "3.0");
}

TEST_P(CompatibilityOfVersions, GivesADirectoryWhoseMajorIsTakenAFreeOne) {
  const auto policy = Compatibility::next_major;
  submit(submission(1, two_inputs), policy);
  submit(submission(1, one_input), policy);  // v1/ is at major 2 now
  const auto second = submit(submission(2, other_input), policy);
  EXPECT_EQ(second.number.text(), "3.0");
  EXPECT_THAT(second.reason, HasSubstr("major 2 is taken by another directory"));
  EXPECT_EQ(submit(submission(2, other_input), policy).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(submission(1, two_inputs), policy).number.text(), "2.1");
}

TEST_P(CompatibilityOfVersions, KeepsTheMajorsOfDirectoriesWhenThePolicyChanges) {
  submit(submission(1, two_inputs), Compatibility::next_major);
  submit(submission(1, one_input), Compatibility::next_major);
  EXPECT_EQ(submit(submission(1, one_input), Compatibility::refuse).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(submission(1, two_inputs), Compatibility::refuse).number.text(), "2.1");
}

TEST_P(CompatibilityOfVersions, RegistersWhatCannotBeCompared) {
  submit(submission(1, "schema: [\n"), Compatibility::refuse);
  const auto taken = submit(submission(1, one_input), Compatibility::refuse);
  EXPECT_EQ(taken.outcome, Outcome::new_minor);
  ASSERT_EQ(taken.findings.size(), 1U);
  EXPECT_EQ(taken.findings[0].rule, "compatibility-unknown");
}

TEST_P(CompatibilityOfVersions, KeepsWhatAVersionOffers) {
  submit(submission(1, two_inputs), Compatibility::refuse);
  const auto version = **registry().find_version("vpc", std::nullopt);
  EXPECT_EQ(version.engine, "cloudformation");
  EXPECT_THAT(version.outputs.value(), ElementsAre("VpcId"));
}

}  // namespace
}  // namespace baryon::registry
