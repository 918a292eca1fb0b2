#include "bundle/lint/inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/bundle/lint/code_check.h"

namespace baryon::bundle::lint {
namespace {

using test::check_cloudformation;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

SchemaType type_of(const std::string& name, const std::vector<std::string>& properties) {
  SchemaType type{.name = name, .place = {}, .properties = {}};
  int line = 10;
  for (const auto& property : properties)
    type.properties.push_back({.name = property, .place = {.line = line++, .column = 9}, .type = "string"});
  return type;
}

Schema environment_schema() {
  return {.environment = InputType{.name = "Env", .place = {}}, .types = {type_of("Env", {"vpc_cidr", "zones"})}};
}

Schema service_schema(bool has_pipeline = true) {
  Schema schema{.service = InputType{.name = "Svc", .place = {}},
                .types = {type_of("Svc", {"port"}), type_of("Pipe", {"branch"})}};
  if (has_pipeline) schema.pipeline = InputType{.name = "Pipe", .place = {}};
  return schema;
}

std::vector<std::string> findings(const Schema& schema, TemplateKind kind, const Uses& uses) {
  Report report;
  check_inputs(schema, kind, uses, report);
  std::vector<std::string> lines;
  for (const auto& finding : report.take()) lines.push_back(test::line_of(finding));
  return lines;
}

InputUse use(InputOf of, const std::string& name, bool has_fallback = false) {
  return {.of = of, .name = name, .file = "c.yaml", .place = {.line = 3, .column = 5}, .has_fallback = has_fallback};
}

constexpr auto environment = InputOf::environment;
constexpr auto instance = InputOf::service_instance;
constexpr auto pipeline = InputOf::pipeline;

TEST(Inputs, AreFineWhereBothSidesAgree) {
  const Uses uses{.roles = {Role::environment}, .inputs = {use(environment, "vpc_cidr"), use(environment, "zones")}};
  EXPECT_THAT(findings(environment_schema(), TemplateKind::environment, uses), IsEmpty());
}

TEST(Inputs, HaveToBeDefined) {
  const Uses uses{.roles = {Role::environment},
                  .inputs = {use(environment, ""), use(environment, "vpc_cdir"), use(environment, "colour"),
                             use(environment, "color", true)}};
  EXPECT_THAT(
      findings(environment_schema(), TemplateKind::environment, uses),
      ElementsAre(
          "warning input-undefined c.yaml:3:5: the schema defines no input 'vpc_cdir' in Env (did you mean "
          "'vpc_cidr'?)",
          "warning input-undefined c.yaml:3:5: the schema defines no input 'colour' in Env (add it to the "
          "schema)",
          "note input-undefined-with-fallback c.yaml:3:5: the schema defines no input 'color' in Env (add it to "
          "the schema)"));
}

TEST(Inputs, HaveToBeUsed) {
  const Uses uses{.roles = {Role::environment}, .inputs = {use(environment, "zones")}};
  EXPECT_THAT(findings(environment_schema(), TemplateKind::environment, uses),
              ElementsAre("warning input-unused schema/schema.yaml:10:9: no infrastructure code uses the input "
                          "'vpc_cidr' (use it as environment.inputs.vpc_cidr, or remove it)"));
}

TEST(Inputs, MayAllBeUsedTogether) {
  const auto schema = environment_schema();
  const auto kind = TemplateKind::environment;
  EXPECT_THAT(findings(schema, kind, {.roles = {Role::environment}, .inputs = {use(environment, "")}}), IsEmpty());
  EXPECT_THAT(findings(schema, kind, {.roles = {Role::environment}, .is_opaque = true}), IsEmpty());
  EXPECT_THAT(findings(schema, kind, {}), IsEmpty());  // no manifest could be read
}

TEST(Inputs, OfServicesAndPipelinesAreKeptApart) {
  const Uses uses{.roles = {Role::service_instance, Role::pipeline},
                  .inputs = {use(instance, "branch"), use(pipeline, "port")}};
  EXPECT_THAT(findings(service_schema(), TemplateKind::service, uses),
              UnorderedElementsAre(
                  StartsWith("warning input-undefined c.yaml:3:5: the schema defines no input 'branch' in Svc"),
                  StartsWith("warning input-undefined c.yaml:3:5: the schema defines no input 'port' in Pipe"),
                  StartsWith("warning input-unused schema/schema.yaml:10:9: no infrastructure code uses the "
                             "input 'port'"),
                  StartsWith("warning input-unused schema/schema.yaml:10:9: no infrastructure code uses the "
                             "input 'branch'")));
}

TEST(Inputs, OfAServiceMayBeUsedInItsPipeline) {
  const Uses both{.roles = {Role::service_instance, Role::pipeline},
                  .inputs = {use(instance, "port"), use(pipeline, "branch")}};
  EXPECT_THAT(findings(service_schema(), TemplateKind::service, both), IsEmpty());
  const Uses without_pipeline{.roles = {Role::service_instance}};
  EXPECT_THAT(findings(service_schema(), TemplateKind::service, without_pipeline), IsEmpty());
  EXPECT_THAT(findings(service_schema(false), TemplateKind::service, without_pipeline),
              ElementsAre(StartsWith("warning input-unused")));
}

TEST(Inputs, OfAPipelineNeedAType) {
  const Uses uses{.roles = {Role::service_instance, Role::pipeline},
                  .inputs = {use(instance, "port"), use(pipeline, "branch")}};
  EXPECT_THAT(findings(service_schema(false), TemplateKind::service, uses),
              ElementsAre("warning input-undefined c.yaml:3:5: the schema defines no inputs of a pipeline, so not "
                          "'branch' either (add it to the schema)"));
}

TEST(Inputs, AreNotJudgedWhereTheirTypeIsMissing) {
  auto schema = environment_schema();
  schema.types.clear();
  EXPECT_THAT(
      findings(schema, TemplateKind::environment, {.roles = {Role::environment}, .inputs = {use(environment, "a")}}),
      IsEmpty());
}

TEST(Inputs, CostLittleHoweverManyThereAre) {
  Uses uses{.roles = {Role::environment}};
  for (int i = 0; i < 10'000; ++i) uses.inputs.push_back(use(environment, std::string(100, 'a') + std::to_string(i)));
  std::vector<std::string> names;
  for (int i = 0; i < 5000; ++i) names.push_back(std::string(100, 'b') + std::to_string(i));
  Schema schema{.environment = InputType{.name = "Env", .place = {}}, .types = {type_of("Env", names)}};
  EXPECT_EQ(findings(schema, TemplateKind::environment, uses).size(), Report::most + 1);
}

/// What is said about names in `infrastructure/c.yaml` and its like.
std::vector<std::string> names(const std::string& expressions, Role role) {
  return check_cloudformation("Resources:\n  A:\n    Type: A::B::C\n# " + expressions + "\n", role).findings;
}

TEST(InputNames, AreThoseOfTheirDirectory) {
  EXPECT_THAT(names("{{ environment.name }}{{ environment.inputs.a }}{{ environment.outputs.b }}", Role::environment),
              IsEmpty());
  EXPECT_THAT(names("{{ environment.outputs.a }}{{ environment.account_id }}{{ service.branch_name }}{{ "
                    "service_instance.components.default.outputs.b }}{{ service_instance.inputs.c }}",
                    Role::service_instance),
              IsEmpty());
  EXPECT_THAT(names("{{ service.repository_id }}{{ pipeline.inputs.a }}{{ service_instance.environment.outputs.b }}{% "
                    "for s in service_instances %}{{ s.environment.account_id }}{{ s.inputs.c }}{% endfor %}",
                    Role::pipeline),
              IsEmpty());
}

TEST(InputNames, OfOtherDirectoriesAreTold) {
  EXPECT_THAT(names("{{ service_instance.inputs.a }}", Role::environment),
              ElementsAre("warning input-wrong-namespace c.yaml:4:6: service_instance is not given to this directory "
                          "(available here: environment.name, environment.inputs.<name>)"));
  EXPECT_THAT(names("{{ pipeline.inputs.a }}", Role::service_instance),
              ElementsAre(StartsWith("warning input-wrong-namespace c.yaml:4:6: pipeline is not given")));
  for (const auto role : {Role::service_instance, Role::pipeline})
    EXPECT_THAT(names("{{ environment.inputs.a }}", role),
                ElementsAre(StartsWith("warning input-wrong-namespace c.yaml:4:6: environment.inputs is not given")));
  EXPECT_THAT(names("{{ pipeline.inputs.a | default('') }}", Role::environment), IsEmpty());
}

TEST(InputNames, MayBeMisspelt) {
  EXPECT_THAT(names("{{ enviroment.inputs.a }}", Role::environment),
              ElementsAre("warning input-unknown-name c.yaml:4:6: nothing defines enviroment (did you mean "
                          "'environment'?)"));
  EXPECT_THAT(names("{{ service_instance.input.a }}", Role::service_instance),
              ElementsAre("warning input-unknown-name c.yaml:4:6: service_instance has no input (did you mean "
                          "'inputs'?)"));
  EXPECT_THAT(names("{{ vpc_cidr }}", Role::environment),
              ElementsAre("warning input-unknown-name c.yaml:4:6: nothing defines vpc_cidr (available here: "
                          "environment.name, environment.inputs.<name>)"));
  EXPECT_THAT(names("{{ environment.inputs.vpc-cidr }}", Role::environment),
              ElementsAre("warning input-unknown-name c.yaml:4:29: nothing defines cidr (write names with a dash in "
                          "brackets: inputs[\"a-b\"])"));
  EXPECT_THAT(names("{% if foo is defined %}{% endif %}{{ bar | d('') }}", Role::environment), IsEmpty());
}

TEST(InputNames, AreNotedOnceForAFile) {
  const auto check = check_cloudformation(
      "{{ environment.inputs.a | d('') }}{{ environment.inputs.a }}{{ environment.inputs.b }}{% if "
      "environment.inputs.b "
      "is defined %}{{ environment.inputs.b }}{% endif %}{{ environment.inputs }}{{ environment }}");
  EXPECT_THAT(check.inputs(), ElementsAre("environment a 1:38", "environment b? 1:64", "environment * 1:167"));
}

}  // namespace
}  // namespace baryon::bundle::lint
