#include "bundle/lint/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/bundle/lint/finding_case.h"

namespace baryon::bundle {
namespace {

using test::FindingCase;
using test::SampleBundle;
using testing::ElementsAreArray;

class LayoutRules : public testing::TestWithParam<FindingCase> {};

TEST_P(LayoutRules, Find) { EXPECT_THAT(GetParam().bundle.findings("layout-"), ElementsAreArray(GetParam().findings)); }

const std::string schema = "schema/schema.yaml";

std::string with_input_types(const std::string& lines) {
  return "schema:\n  format: {openapi: \"3.0.0\"}\n" + lines + "  types: {}\n";
}

SampleBundle only_schema(const std::string& lines) { return SampleBundle().file(schema, with_input_types(lines)); }

const std::string two = "error layout-two-kinds ";
const std::string keep_one = " (keep one of the two)";

INSTANTIATE_TEST_SUITE_P(
    Kind, LayoutRules,
    testing::Values(
        FindingCase{"Environment", SampleBundle::environment(), {}},
        FindingCase{"Service", SampleBundle::service(), {}},
        FindingCase{"None",
                    only_schema(""),
                    {"error layout-no-kind schema/schema.yaml names no input type, and there is no infrastructure "
                     "(name environment_input_type or service_input_type in the schema)"}},
        FindingCase{"NoneButMisspelt",
                    only_schema("").file("infrastucture/manifest.yaml"),
                    {"error layout-no-kind schema/schema.yaml names no input type, and there is no infrastructure "
                     "(name environment_input_type or service_input_type in the schema)",
                     "warning layout-misspelt-name infrastucture: is not read, but looks like infrastructure/ (rename "
                     "it to infrastructure/)"}},
        FindingCase{"TwoTypes",
                    only_schema("  environment_input_type: E\n  service_input_type: S\n"),
                    {two +
                     "environment_input_type in schema/schema.yaml:3 makes this an environment template, but "
                     "service_input_type in schema/schema.yaml:4 a service template" +
                     keep_one}},
        FindingCase{"TwoDirectories",
                    only_schema("").file("infrastructure/manifest.yaml").file("instance_infrastructure/manifest.yaml"),
                    {two +
                     "infrastructure/ makes this an environment template, but instance_infrastructure/ a "
                     "service template" +
                     keep_one}},
        FindingCase{
            "TypeAgainstDirectory",
            SampleBundle::environment().without("infrastructure/manifest.yaml").file("pipeline_infrastructure/x"),
            {two +
             "environment_input_type in schema/schema.yaml:3 makes this an environment template, but "
             "pipeline_infrastructure/ a service template" +
             keep_one}}),
    test::name_of);

const std::string no_instances =
    "error layout-no-instance-infrastructure instance_infrastructure/ is missing (a service template has a manifest "
    "and infrastructure as code in it)";

SampleBundle service_with_pipeline() {
  return SampleBundle::service()
      .file("pipeline_infrastructure/manifest.yaml", test::sample_manifest)
      .file("pipeline_infrastructure/cloudformation.yaml", "Resources: {}\n")
      .file(schema, with_input_types("  service_input_type: S\n  pipeline_input_type: P\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Directories, LayoutRules,
    testing::Values(
        FindingCase{"ServiceByType", only_schema("  service_input_type: S\n"), {no_instances}},
        FindingCase{"ServiceByPipeline",
                    only_schema("  pipeline_input_type: P\n").file("pipeline_infrastructure/manifest.yaml"),
                    {no_instances}},
        FindingCase{"Pipeline", service_with_pipeline(), {}},
        FindingCase{
            "PipelineWithoutDirectory",
            SampleBundle::service().file(schema,
                                         with_input_types("  service_input_type: S\n  pipeline_input_type: P\n")),
            {"error layout-no-pipeline-infrastructure schema/schema.yaml:4:3: pipeline_input_type is there, "
             "but pipeline_infrastructure/ is missing (add the directory, or remove the input type where there "
             "is no pipeline)"}},
        FindingCase{"PipelineWithoutType",
                    service_with_pipeline().file(schema, with_input_types("  service_input_type: S\n")),
                    {"error layout-no-pipeline-input-type schema/schema.yaml: pipeline_input_type is missing, but "
                     "pipeline_infrastructure/ is there (name an input type for the pipeline, or remove the directory "
                     "where there is no pipeline)"}},
        FindingCase{"CustomerManaged",
                    SampleBundle().file(schema, test::environment_schema),
                    {"note layout-customer-managed there is no infrastructure/, so the template is customer-managed "
                     "(properties of the schema are outputs of infrastructure that exists already)"}},
        FindingCase{"RegistrationOfEnvironment",
                    SampleBundle::environment().file(".template-registration.yaml").file(".compatible-envs"),
                    {"note layout-registration-of-environment .compatible-envs: has no effect in an environment "
                     "template (remove it)",
                     "note layout-registration-of-environment .template-registration.yaml: has no effect in an "
                     "environment template (remove it)"}}),
    test::name_of);

std::string misspelt(const std::string& name, const std::string& meant) {
  return "warning layout-misspelt-name " + name + ": is not read, but looks like " + meant + " (rename it to " + meant +
         ")";
}

const std::string beside = " (keep it beside the version directory)";

INSTANTIATE_TEST_SUITE_P(
    Strays, LayoutRules,
    testing::Values(
        FindingCase{"Harmless",
                    SampleBundle::environment().files({{"README.md", ""},
                                                       {"readme", ""},
                                                       {"LICENSE", ""},
                                                       {".gitignore", ""},
                                                       {".github/x", ""},
                                                       {"spec/spec.yaml", ""},
                                                       {"shared/a/b", ""}}),
                    {}},
        FindingCase{"MisspeltDirectories",
                    SampleBundle::environment().files({{"infrastucture/a", ""},
                                                       {"infrastucture/b", ""},
                                                       {"instance-infrastructure/a", ""},
                                                       {"pipeline_infra_structure/a", ""},
                                                       {"Schemas/a", ""}}),
                    {misspelt("Schemas", "schema/"), misspelt("infrastucture", "infrastructure/"),
                     misspelt("instance-infrastructure", "instance_infrastructure/"),
                     misspelt("pipeline_infra_structure", "pipeline_infrastructure/")}},
        FindingCase{"MisspeltRegistration",
                    SampleBundle::service().files({{".template-registration.yml", ""},
                                                   {"template-registration.yaml", ""},
                                                   {".compatible-environments", ""},
                                                   {".compatible_envs", ""}}),
                    {misspelt(".compatible_envs", ".compatible-envs"),
                     misspelt(".template-registration.yml", ".template-registration.yaml"),
                     misspelt("template-registration.yaml", ".template-registration.yaml")}},
        FindingCase{
            "MisplacedFiles",
            SampleBundle::environment().files({{"schema.yaml", ""}, {"schema/schema.yml", ""}, {"main.tf", ""}}),
            {"warning layout-misplaced-file main.tf: is not read at the root of a bundle (move it into an "
             "infrastructure directory)",
             "warning layout-misplaced-file schema.yaml: is not read, schema/schema.yaml is (remove one of the "
             "two)",
             "warning layout-misplaced-file schema/schema.yml: is not read, schema/schema.yaml is (remove "
             "it)"}},
        FindingCase{"NoSchema",
                    SampleBundle::environment().without(schema).files({{"schema.yaml", ""}, {"schema/schema.yml", ""}}),
                    {}},
        FindingCase{"Unknown",
                    SampleBundle::environment().files({{"Makefile", ""}, {"src/a", ""}, {"src/b", ""}}),
                    {"note layout-unknown-entry Makefile: is a file that AWS Proton does not know" + beside,
                     "note layout-unknown-entry src: is a directory that AWS Proton does not know" + beside}}),
    test::name_of);

}  // namespace
}  // namespace baryon::bundle
