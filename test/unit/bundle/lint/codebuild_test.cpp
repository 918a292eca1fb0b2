#include "bundle/lint/codebuild.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/bundle/lint/code_check.h"

namespace baryon::bundle::lint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

test::CodeCheck check(const std::string& manifest, Role role = Role::environment) {
  return test::check_code(Engine::codebuild, role, {{"manifest.yaml", manifest}, {"main.py", "{{ environment"}});
}

const std::string manifest = R"(infrastructure:
  templates:
    - rendering_engine: codebuild
      settings:
        image: aws/codebuild/amazonlinux2-x86_64-standard:4.0
        provision:
          - docker inspect --format '{{.Id}}' {{ mustache }} ${#files[@]}
        project_properties:
          VpcConfig: {VpcId: "{{ environment.inputs.vpc }}"}
)";

TEST(CodeBuild, NotesInputsOfTheManifest) {
  const auto found = check("a: '{{ environment.inputs.vpc }}'\nb: '{{ environment.inputs.subnet | d('') }}'\n");
  EXPECT_THAT(found.inputs(), ElementsAre("environment vpc 1:8", "environment subnet? 2:8"));
  EXPECT_THAT(found.findings, IsEmpty());
}

TEST(CodeBuild, IsOpaqueAndMayGiveBackAnything) {
  const auto environment = check("a: b\n");
  EXPECT_TRUE(environment.uses.is_opaque);
  EXPECT_FALSE(environment.uses.has_all_outputs);
  EXPECT_THAT(environment.uses.roles, ElementsAre(Role::environment));
  EXPECT_TRUE(check("a: b\n", Role::pipeline).uses.has_all_outputs);
}

TEST(CodeBuild, LeavesBracesOfOtherLanguagesAlone) { EXPECT_THAT(check(manifest).findings, IsEmpty()); }

TEST(CodeBuild, TellsOfNamesThatAreNotGiven) {
  EXPECT_THAT(check("a: '{{ pipeline.inputs.vpc }}'\n").findings,
              ElementsAre(StartsWith("warning input-wrong-namespace manifest.yaml:1:8:")));
}

}  // namespace
}  // namespace baryon::bundle::lint
