#include "bundle/lint/cloudformation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/bundle/lint/code_check.h"

namespace baryon::bundle::lint {
namespace {

using test::check_cloudformation;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string bucket = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n";

struct Case {
  std::string text;
  std::vector<std::string> findings;
};

class CloudFormationFinding : public testing::TestWithParam<Case> {};

TEST_P(CloudFormationFinding, IsTold) {
  EXPECT_EQ(check_cloudformation(GetParam().text).findings, GetParam().findings);
}

INSTANTIATE_TEST_SUITE_P(
    Yaml, CloudFormationFinding,
    testing::Values(
        Case{bucket + "    Properties: [\n", {"error cfn-yaml c.yaml:5:1: no YAML: end of sequence flow not found"}},
        Case{bucket + "    B: \"{{ environment.name }}\n",
             {"error cfn-yaml c.yaml:5:2: no YAML: illegal EOF in scalar"}},
        Case{bucket + "{% if environment.name %}\n    B: c\n{% endif %}\n    D: [\n",
             {"warning cfn-yaml-branches c.yaml:8:1: no YAML: end of sequence flow not found"}},
        Case{bucket + "{% if environment.name %}\n    B: [\n{% endif %}\n", {}},
        Case{bucket + "    B:\n     {{ environment.name }}\n   C: d\n",
             {"warning cfn-yaml-branches c.yaml:6:4: no YAML: end of map not found"}},
        Case{bucket + "    B: 'c' {{ environment.name }}\n",
             {"warning cfn-yaml-branches c.yaml:4:12: no YAML: end of map not found"}},
        Case{bucket + "    B: " + std::string(300 * 1024, 'c'),
             {"note cfn-not-examined c.yaml:4:8: the document passes the limit yaml_scalar_bytes of 262144 (make it "
              "simpler)"}}));

INSTANTIATE_TEST_SUITE_P(
    Sections, CloudFormationFinding,
    testing::Values(
        Case{"",
             {"error cfn-resources c.yaml: the template is no map of sections (begin it with a section such as "
              "Resources:)"}},
        Case{"Outputs: {}\n",
             {"error cfn-resources c.yaml: the template has no section Resources (describe at least one resource)"}},
        Case{"Resources:\n",
             {"error cfn-resources c.yaml:1:1: the section Resources is empty (describe at least one "
              "resource)"}},
        Case{"Resources:\n  {{ environment.name }}\n",
             {"warning cfn-resources-uncertain c.yaml:1:1: the section Resources is empty (describe at least one "
              "resource)"}},
        Case{"{% if environment.name %}\nResources: {}\n{% endif %}\n",
             {"warning cfn-resources-uncertain c.yaml:2:1: the section Resources is empty (describe at least one "
              "resource)"}},
        Case{bucket + "Output: {}\nFoo: {}\n",
             {"warning cfn-section c.yaml:4:1: CloudFormation has no section 'Output' (did you mean 'Outputs'?)",
              "warning cfn-section c.yaml:5:1: CloudFormation has no section 'Foo' (move it below Metadata, or remove "
              "it)"}},
        Case{"AWSTemplateFormatVersion: 2010-09-10\n" + bucket,
             {"error cfn-format-version c.yaml:1:27: AWSTemplateFormatVersion is '2010-09-10' (write \"2010-09-09\")"}},
        Case{
            bucket + "Parameters:\n  P: {Type: String}\n  Q: {Type: String, Default: a}\n",
            {"warning cfn-parameter-without-default c.yaml:5:3: nothing gives a value to the parameter 'P' (make it an "
             "input of the schema, or give it a default)"}}));

constexpr const char* write_type = "(write Type: AWS::<service>::<resource>)";

INSTANTIATE_TEST_SUITE_P(
    Resources, CloudFormationFinding,
    testing::Values(
        Case{"Resources:\n  A:\n    Typ: B\n",
             {fmt::format("error cfn-resource-type c.yaml:2:3: the resource 'A' has no Type {}", write_type)}},
        Case{"Resources:\n  A: B\n",
             {fmt::format("error cfn-resource-type c.yaml:2:3: the resource 'A' has no Type {}", write_type)}},
        Case{"Resources:\n{% if environment.name %}\n  A: B\n{% endif %}\n",
             {fmt::format("warning cfn-resource-type-uncertain c.yaml:3:3: the resource 'A' has no Type {}",
                          write_type)}},
        Case{"Resources:\n  A:\n{% if environment.name %}\n    Type: A::B::C\n{% endif %}\n    B: c\n", {}},
        Case{"Resources:\n  A:\n    {{ environment.name }}\n    B: c\n", {}},
        Case{"Resources:\n  A: {Type: AWS:EC2::VPC}\n  B: {Type: AWS::EC2}\n  C: {Type: VPC}\n",
             {"warning cfn-type-name c.yaml:2:13: 'AWS:EC2::VPC' does not look like the type of a resource (write "
              "AWS::<service>::<resource>)",
              "warning cfn-type-name c.yaml:4:13: 'VPC' does not look like the type of a resource (write "
              "AWS::<service>::<resource>)"}},
        Case{"Resources:\n  A: {Type: 'Custom::My-Thing@1'}\n  B: {Type: Alexa::ASK::Skill}\n  C: {Type: "
             "A::B::C::MODULE}\n  D: {Type: 'AWS::{{ environment.name }}::X'}\n",
             {}}));

INSTANTIATE_TEST_SUITE_P(
    Values, CloudFormationFinding,
    testing::Values(
        Case{bucket + "    B: !GetAttr A.Arn\n    C: !Foo bar\n    D: !!str e\n    F: {'Fn::Gettatt': [A, Arn]}\n",
             {"warning cfn-unknown-tag c.yaml:4:8: CloudFormation has no tag !GetAttr (did you mean '!GetAtt'?)",
              "warning cfn-unknown-tag c.yaml:5:8: CloudFormation has no tag !Foo (use the tag of an intrinsic "
              "function)",
              "warning cfn-unknown-tag c.yaml:7:9: CloudFormation has no function Fn::Gettatt (did you mean "
              "'Fn::GetAtt'?)"}},
        Case{bucket + "    B: 1\n    C: 2\n    B: 3\n",
             {"warning cfn-duplicate-key c.yaml:6:5: the key 'B' stands twice (the first is in line 4)"}},
        Case{bucket + "{% if environment.name %}\n    B: 1\n{% else %}\n    B: 3\n{% endif %}\n", {}},
        Case{bucket + "    '{{ environment.name }}': 1\n    '{{ service.name | d }}': 2\n", {}},
        Case{bucket + "    B: &b {c: d}\n    E: *b\n    F: {<<: *b}\n",
             {"warning cfn-alias c.yaml:5:8: CloudFormation does not support aliases (write the value out)",
              "warning cfn-alias c.yaml:6:9: CloudFormation does not merge maps (write the values out)",
              "warning cfn-alias c.yaml:6:13: CloudFormation does not support aliases (write the value out)"}}));

constexpr const char* define_it = "(define it, or correct the name)";

INSTANTIATE_TEST_SUITE_P(
    Names, CloudFormationFinding,
    testing::Values(
        Case{bucket + "    B: [!Ref A, !Ref AWS::Region, {Ref: Aa}, !Ref 'AWS::Regoin']\n",
             {fmt::format("warning cfn-undefined-name c.yaml:4:41: no parameter or resource is named 'Aa' {}",
                          define_it),
              "warning cfn-undefined-name c.yaml:4:46: no parameter or resource is named 'AWS::Regoin' (did you mean "
              "'AWS::Region'?)"}},
        Case{bucket + "    B: [!GetAtt A.Arn, !GetAtt Bb.Arn, !GetAtt [Cc, Arn], {'Fn::GetAtt': [A, Arn]}]\n",
             {fmt::format("warning cfn-undefined-name c.yaml:4:24: no resource is named 'Bb' {}", define_it),
              fmt::format("warning cfn-undefined-name c.yaml:4:49: no resource is named 'Cc' {}", define_it)}},
        Case{
            bucket +
                "    B: !Sub '${A} ${A.Arn} ${AWS::Region} ${!X} ${Yy} ${ A }'\n    C: !Sub ['${V} ${Ww}', {V: 1}]\n",
            {fmt::format("warning cfn-undefined-name c.yaml:4:8: no parameter or resource is named 'Yy' {}", define_it),
             fmt::format("warning cfn-undefined-name c.yaml:5:14: no parameter or resource is named 'Ww' {}",
                         define_it)}},
        Case{bucket +
                 "    DependsOn: [A, Bucket]\n    Condition: Small\n    C: !If [Smal, 1, 2]\nConditions:\n  Small: "
                 "!Equals [1, 2]\n  Other: {Condition: Smal}\n",
             {fmt::format("warning cfn-undefined-name c.yaml:4:20: no resource is named 'Bucket' {}", define_it),
              "warning cfn-undefined-name c.yaml:6:13: no condition is named 'Smal' (did you mean 'Small'?)",
              "warning cfn-undefined-name c.yaml:9:22: no condition is named 'Smal' (did you mean 'Small'?)"}},
        Case{bucket + "    B: !Ref '{{ environment.name }}'\n    C: !Sub '${ {{ environment.name }} }'\n", {}},
        Case{bucket + "    B: !Ref Cc\n  'D{{ environment.name }}': {Type: A::B::C}\n", {}},
        Case{bucket + "    B: !Ref Cc\n  {{ environment.name }}\n", {}},
        Case{"Transform: AWS::Serverless-2016-10-31\n" + bucket + "    B: !Ref Cc\n", {}},
        Case{bucket + "    B: !Ref M.X\n  M: {Type: A::B::C::MODULE}\n", {}},
        Case{bucket + "Metadata: {B: !Ref Cc}\nRules: {D: !Ref Cc}\n", {}}));

TEST(CloudFormation, ReadsWhatJinjaMayRender) {
  const std::string text = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  {%- macro tag(key) %}
        - Key: {{ key }}
  {%- endmacro %}
  {% for zone in ["A", "B"] %}
  Subnet{{ zone }}:
    Type: AWS::EC2::Subnet
    Properties: {CidrBlock: {{ environment.inputs.cidr }}, Tags: [{% for t in range(2) %}"{{ t }}"{% if not loop.last %},{% endif %}{% endfor %}]}
  {% endfor %}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Name: {% if environment.name == 'a' %}"a"{% else %}"b"{% endif %}
      {% if environment.name %}DelaySeconds: 1{% endif %}
      Text: |
        {{ environment.inputs.script | indent(8) }}
      Secret: "{{ '{{resolve:ssm:a}}' }}"
      Raw: '{% raw %}{{resolve:ssm:a}}{% endraw %}'
      Tags:
        {{- tag('a') }}
)";
  const auto check = check_cloudformation(text);
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_THAT(check.inputs(), ElementsAre("environment cidr 9:32", "environment script 17:12"));
}

TEST(CloudFormation, LooksAtOneBranchWhereAllTogetherAreNoYaml) {
  const auto check = check_cloudformation(
      bucket +
      "    B:\n{% if environment.name %}\n      - c\n{% else %}\n      d: e\n{% endif %}\nOutputs:\n  X: {Value: 1}\n");
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_THAT(check.uses.outputs, ElementsAre("X"));
  EXPECT_FALSE(check.uses.has_all_outputs);
}

TEST(CloudFormation, NotesOutputs) {
  const auto check = check_cloudformation(
      bucket + "Outputs:\n  B: {Value: 1}\n{% if environment.name %}\n  C: {Value: 2}\n{% endif %}\n");
  EXPECT_THAT(check.uses.outputs, ElementsAre("B", "C"));
  EXPECT_TRUE(check.uses.has_all_outputs);
  EXPECT_FALSE(check_cloudformation(bucket + "Outputs:\n  B{{ environment.name }}: {}\n").uses.has_all_outputs);
  EXPECT_FALSE(check_cloudformation(bucket + "Outputs:\n  B: {}\n  {{ environment.name }}\n").uses.has_all_outputs);
  EXPECT_FALSE(check_cloudformation(bucket + "{{ environment.name }}\n").uses.has_all_outputs);
  EXPECT_TRUE(check_cloudformation(bucket).uses.has_all_outputs);
  EXPECT_THAT(check_cloudformation(bucket + "Outputs:\n  B: {Value: 1}\n", Role::pipeline).uses.outputs, IsEmpty());
}

TEST(CloudFormation, SaysNothingOfYamlWhereTagsAreTorn) {
  const auto check = check_cloudformation(bucket + "    B: \"{{ environment.name\"\n    D: [\n");
  EXPECT_THAT(check.findings, ElementsAre(StartsWith("error jinja-unclosed c.yaml:4:9:")));
  EXPECT_TRUE(check.uses.is_opaque);
  EXPECT_FALSE(check.uses.has_all_outputs);
}

TEST(CloudFormation, PlacesWhatStandsBehindATagOnItsLine) {
  EXPECT_THAT(check_cloudformation("Resources:\n{% if environment.name %}  A: B{% endif %}\n").findings,
              ElementsAre(StartsWith("warning cfn-resource-type-uncertain c.yaml:2:28:")));
}

TEST(CloudFormation, ReadsJson) {
  const auto check = check_cloudformation(
      R"({"Resources": {"A": {"Type": "AWS::S3::Bucket", "B": {"Ref": "{{ environment.inputs.b }}"},
"C": {"Fn::GetAtt": ["Dd", "Arn"]}, "E": "\ud83d\ude00"}}, "Outputs": {"F": {"Value": {"Ref": "A"}}}})");
  EXPECT_THAT(check.findings, ElementsAre(HasSubstr("no resource is named 'Dd'")));
  EXPECT_THAT(check.uses.outputs, ElementsAre("F"));
}

TEST(CloudFormation, EscapesForeignText) {
  EXPECT_THAT(check_cloudformation(bucket + "\"F\\e[31m\": {}\n").findings, Contains(HasSubstr("'F\\x1b[31m'")));
}

TEST(CloudFormation, CopesWithAFileThatIsNotThere) {
  const auto check = test::check_code(Engine::cloudformation, Role::environment, {{"manifest.yaml", "a"}});
  EXPECT_THAT(check.findings, IsEmpty());
}

}  // namespace
}  // namespace baryon::bundle::lint
