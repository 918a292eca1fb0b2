#include "bundle/lint/registration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/bundle/lint/finding_case.h"

namespace baryon::bundle {
namespace {

using test::FindingCase;
using test::SampleBundle;
using testing::ElementsAreArray;

class RegistrationRules : public testing::TestWithParam<FindingCase> {};

TEST_P(RegistrationRules, Find) {
  EXPECT_THAT(GetParam().bundle.findings("registration-"), ElementsAreArray(GetParam().findings));
}

const std::string path = ".template-registration.yaml";
const std::string older_file =
    "note registration-older-file .compatible-envs: is the older form of the registration file (write "
    ".template-registration.yaml, which can tell component sources too)";

INSTANTIATE_TEST_SUITE_P(
    Files, RegistrationRules,
    testing::Values(
        FindingCase{"Good", SampleBundle::service(), {}}, FindingCase{"Environment", SampleBundle::environment(), {}},
        FindingCase{
            "Missing",
            SampleBundle::service().without(path),
            {"error registration-missing .template-registration.yaml is missing (a service template lists in it "
             "the environment templates it can be deployed into)"}},
        FindingCase{
            "Both",
            SampleBundle::service().file(".compatible-envs", "malformed"),
            {"note registration-two-files .compatible-envs: is not read, because .template-registration.yaml is "
             "there (remove it)"}},
        FindingCase{"Older", SampleBundle::service().without(path).file(".compatible-envs", "vpc:1\n"), {older_file}},
        FindingCase{"OlderAndMalformed",
                    SampleBundle::service().without(path).file(".compatible-envs", "\nvpc"),
                    {older_file,
                     "error registration-bad-environment .compatible-envs:2:1: 'vpc' is no environment template with a "
                     "major version (write <environment template>:<major>, for example vpc:1)"}},
        FindingCase{"Malformed",
                    SampleBundle::service().file(path, "compatible_environments:\n  - vpc\n"),
                    {"error registration-bad-environment .template-registration.yaml:2:5: 'vpc' is no environment "
                     "template with a major version (write <environment template>:<major>, for example vpc:1)"}}),
    test::name_of);

}  // namespace
}  // namespace baryon::bundle
