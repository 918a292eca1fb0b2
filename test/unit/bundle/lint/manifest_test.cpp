#include "bundle/lint/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "unit/bundle/lint/finding_case.h"

namespace baryon::bundle {
namespace {

using test::FindingCase;
using test::SampleBundle;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

class ManifestRules : public testing::TestWithParam<FindingCase> {};

/// `@` in the expectations stands for the path of the environment's manifest.
TEST_P(ManifestRules, Find) {
  auto expected = GetParam().findings;
  for (auto& line : expected)
    for (auto at = line.find('@'); at != std::string::npos; at = line.find('@'))
      line.replace(at, 1, "infrastructure/manifest.yaml");
  EXPECT_THAT(GetParam().bundle.findings("manifest-"), ElementsAreArray(expected));
}

const std::string path = "infrastructure/manifest.yaml";

SampleBundle with(const std::string& manifest) { return SampleBundle::environment().file(path, manifest); }

/// One entry per text; the keys of the first stand in line 3, from column 7.
SampleBundle with_entries(const std::vector<std::string>& entries) {
  std::string text = "infrastructure:\n  templates:\n";
  for (const auto& entry : entries) text += "    - {" + entry + "}\n";
  return with(text);
}

const std::string jinja = "file: cloudformation.yaml, rendering_engine: jinja, template_language: cloudformation";
const std::string hcl = "rendering_engine: hcl, template_language: terraform";
const std::string under_templates = " (list what is to be provisioned under infrastructure and templates)";
const std::string known_in_entry = " (known here: file, rendering_engine, template_language, settings, input_type)";

INSTANTIATE_TEST_SUITE_P(
    Document, ManifestRules,
    testing::Values(
        FindingCase{"Good", SampleBundle::environment(), {}},
        FindingCase{"Missing",
                    SampleBundle::environment().without(path),
                    {"error manifest-missing @ is missing (it names the files of the directory and what provisions "
                     "them)"}},
        FindingCase{"MissingButMisspelt",
                    SampleBundle::environment().without(path).file("infrastructure/manifest.yml"),
                    {"error manifest-missing @ is missing (rename infrastructure/manifest.yml to it)"}},
        FindingCase{"MissingButBelow",
                    SampleBundle::environment().without(path).file("infrastructure/vpc/manifest.yaml"),
                    {"error manifest-missing @ is missing (rename infrastructure/vpc/manifest.yaml to it)"}},
        FindingCase{"NoYaml",
                    with("infrastructure:\n  - [a\n"),
                    {"error manifest-no-yaml @:3:1: end of sequence flow "
                     "not found"}},
        FindingCase{
            "NoUtf8", with("caf\xE9"), {"error manifest-no-yaml @: the file is no valid UTF-8 (save it as UTF-8)"}},
        FindingCase{"BareStar",
                    with("infrastructure:\n  templates:\n  - file: *\n    rendering_engine: hcl\n"),
                    {"error manifest-no-yaml @:3:12: alias not found after * (write \"*\" in quotes)"}},
        FindingCase{
            "Empty", with(""), {"error manifest-no-templates @: the key infrastructure is missing" + under_templates}},
        FindingCase{"List",
                    with("- a"),
                    {"error manifest-no-templates @:1:1: the key infrastructure is missing" + under_templates}},
        FindingCase{"MisspeltInfrastructure",
                    with("infrastucture: {}\n"),
                    {"error manifest-no-templates @:1:1: the key infrastructure is missing (did you mean it by "
                     "'infrastucture'?)"}},
        FindingCase{"NoMap",
                    with("infrastructure:\n"),
                    {"error manifest-wrong-type @:1:1: infrastructure has to be a "
                     "map"}},
        FindingCase{"NoTemplates",
                    with("infrastructure:\n  template: []\n  more: 1\n"),
                    {"error manifest-no-templates @:2:3: the key templates is missing (did you mean it by "
                     "'template'?)",
                     "warning manifest-unknown-key @:3:3: the key 'more' is not known (known here: templates)"}},
        FindingCase{"TemplatesThatAreNoList",
                    with("infrastructure:\n  templates: {}\n"),
                    {"error manifest-wrong-type @:2:3: templates has to be a list"}},
        FindingCase{"EmptyTemplates",
                    with("infrastructure:\n  templates: []\n"),
                    {"error manifest-no-templates @:2:3: templates lists nothing" + under_templates}},
        FindingCase{"EntryThatIsNoMap",
                    with("infrastructure:\n  templates:\n    - cloudformation.yaml\n"),
                    {"error manifest-wrong-type @:3:7: an entry of templates has to be a map"}},
        FindingCase{"ManyEntries",
                    with_entries(std::vector<std::string>(501, "a: 1")),
                    {"error manifest-too-many-files @:3:5: 501 entries, where a bundle may have 500 files (write "
                     "\"*\" for all .tf files)"}}),
    test::name_of);

INSTANTIATE_TEST_SUITE_P(
    Keys, ManifestRules,
    testing::Values(
        FindingCase{"Unknown",
                    with_entries({jinja + ", codebuild: {}"}),
                    {"warning manifest-unknown-key @:3:95: the key 'codebuild' is not known" + known_in_entry}},
        FindingCase{"Misspelt",
                    with_entries({"file: cloudformation.yaml, rendering_engine: jinja, templatelanguage: x"}),
                    {"warning manifest-no-language @:3:7: the key template_language is missing (write "
                     "template_language: cloudformation)",
                     "warning manifest-unknown-key @:3:60: the key 'templatelanguage' is not known (did you mean "
                     "template_language?)"}},
        FindingCase{"Twice",
                    with_entries({jinja + ", file: other.yaml"}),
                    {"warning manifest-key-twice @:3:95: the key 'file' is there twice (remove one of the two)"}},
        FindingCase{"OfCodeBuild",
                    with_entries({jinja + ", settings: {}, input_type: HCL"}),
                    {"warning manifest-unused-key @:3:95: rendering_engine jinja does not use the key settings (remove "
                     "it)",
                     "warning manifest-unused-key @:3:109: rendering_engine jinja does not use the key input_type "
                     "(remove it)"}}),
    test::name_of);

const std::string which_engine = "(write jinja for CloudFormation, hcl for Terraform, or codebuild)";

INSTANTIATE_TEST_SUITE_P(
    Engines, ManifestRules,
    testing::Values(
        FindingCase{"Missing",
                    with_entries({"file: cloudformation.yaml, template_language: cloudformation"}),
                    {"error manifest-no-engine @:3:7: the key rendering_engine is missing " + which_engine}},
        FindingCase{"Unknown",
                    with_entries({"file: a, rendering_engine: pulumi"}),
                    {"error manifest-unknown-engine @:3:35: 'pulumi' is no rendering engine " + which_engine}},
        FindingCase{"Misspelt",
                    with_entries({"file: a, rendering_engine: Jinja2"}),
                    {"error manifest-unknown-engine @:3:35: 'Jinja2' is no rendering engine (did you mean jinja?)"}},
        FindingCase{"NameOfTheLanguage",
                    with_entries({"file: a, rendering_engine: Terraform"}),
                    {"error manifest-unknown-engine @:3:35: 'Terraform' is no rendering engine (did you mean hcl?)"}},
        FindingCase{"NoText",
                    with_entries({"file: a, rendering_engine: [jinja]"}),
                    {"error manifest-wrong-type @:3:17: rendering_engine has to be a text"}},
        FindingCase{"Jinja",
                    with_entries({"file: a, rendering_engine: {{ environment.inputs.engine }}"}),
                    {"error manifest-wrong-type @:3:17: rendering_engine has to be a text"}},
        FindingCase{"NoLanguage",
                    with_entries({"file: cloudformation.yaml, rendering_engine: jinja"}),
                    {"warning manifest-no-language @:3:7: the key template_language is missing (write "
                     "template_language: cloudformation)"}},
        FindingCase{"MisspeltLanguage",
                    with_entries({"file: cloudformation.yaml, rendering_engine: jinja, template_language: cfn"}),
                    {"error manifest-wrong-language @:3:79: template_language 'cfn' does not go with rendering_engine "
                     "jinja (write template_language: cloudformation)"}},
        FindingCase{"LanguageOfAnotherEngine",
                    with_entries({"file: cloudformation.yaml, rendering_engine: jinja, template_language: terraform"}),
                    {"error manifest-wrong-language @:3:79: template_language 'terraform' does not go with "
                     "rendering_engine jinja (write template_language: cloudformation, or rendering_engine: hcl)"}},
        FindingCase{"Mixed",
                    with_entries({jinja, "file: '*', " + hcl}),
                    {"error manifest-mixed-engines @:4:7: this entry is for terraform, the first one for "
                     "cloudformation (keep one of the two)"}}),
    test::name_of);

const std::string name_template = " (name the CloudFormation template, for example cloudformation.yaml)";

SampleBundle with_file(const std::string& file) {
  return with_entries({"rendering_engine: jinja, template_language: cloudformation, file: " + file});
}

INSTANTIATE_TEST_SUITE_P(
    CloudFormation, ManifestRules,
    testing::Values(
        FindingCase{"NoFile",
                    with_entries({"rendering_engine: jinja, template_language: cloudformation"}),
                    {"error manifest-no-file @:3:7: the key file is missing" + name_template}},
        FindingCase{"EmptyFile", with_file("''"), {"error manifest-no-file @:3:74: file is empty" + name_template}},
        FindingCase{"FileThatIsNoText", with_file("[a]"), {"error manifest-wrong-type @:3:68: file has to be a text"}},
        FindingCase{
            "FileThatIsNotThere",
            with_file("template.yaml"),
            {"error manifest-file-missing @:3:74: 'template.yaml' is not in infrastructure/ (names are relative "
             "to the directory of the manifest)"}},
        FindingCase{"MisspeltFile",
                    with_file("cloudformation.yml"),
                    {"error manifest-file-missing @:3:74: 'cloudformation.yml' is not in infrastructure/ (did you mean "
                     "cloudformation.yaml?)"}},
        FindingCase{"FileOutside",
                    with_file("../schema/schema.yaml"),
                    {"error manifest-file-outside @:3:74: '../schema/schema.yaml' lies outside of infrastructure/ "
                     "(copy the file into the directory)"}},
        FindingCase{"AbsoluteFile",
                    with_file("/etc/passwd"),
                    {"error manifest-file-outside @:3:74: '/etc/passwd' lies outside of infrastructure/ (copy the file "
                     "into the directory)"}},
        FindingCase{"FileWithADot",
                    with_file("./cloudformation.yaml"),
                    {"warning manifest-file-path @:3:74: './cloudformation.yaml' is a path (keep the file right in "
                     "infrastructure/, and write its name alone)"}},
        FindingCase{
            "FileBelow",
            with_file("a/b.json").file("infrastructure/a/b.json", test::environment_code),
            {"warning manifest-file-not-taken infrastructure/cloudformation.yaml: is not taken by @ (AWS Proton "
             "takes one file from the directory; remove this one)",
             "warning manifest-file-path @:3:74: 'a/b.json' is a path (keep the file right in infrastructure/, "
             "and write its name alone)"}},
        FindingCase{"Star",
                    with_file("'*'"),
                    {"error manifest-all-files @:3:74: \"*\" is for Terraform only (name the CloudFormation "
                     "template)"}},
        FindingCase{"SeveralFiles",
                    with_entries({jinja, jinja}).file("infrastructure/README.md"),
                    {"error manifest-several-files @:4:7: 2 entries, where CloudFormation has one (put all resources "
                     "into one file)",
                     "warning manifest-file-twice @:4:14: infrastructure/cloudformation.yaml is taken twice (remove "
                     "one of the entries)"}},
        FindingCase{"FileNotTaken",
                    SampleBundle::environment().file("infrastructure/nested.yml").file("infrastructure/a.json"),
                    {"warning manifest-file-not-taken infrastructure/nested.yml: is not taken by @ (AWS Proton takes "
                     "one file from the directory; remove this one)"}}),
    test::name_of);

SampleBundle terraform(const std::vector<std::string>& files, const std::map<std::string, std::string>& content) {
  std::vector<std::string> entries;
  for (const auto& file : files) entries.push_back("file: '" + file + "', " + hcl);
  return with_entries(entries).without("infrastructure/cloudformation.yaml").files(content);
}

std::string not_taken(const std::string& file, const std::string& hint) {
  return "warning manifest-file-not-taken infrastructure/" + file + ": is not taken by @ (" + hint + ")";
}

INSTANTIATE_TEST_SUITE_P(
    Terraform, ManifestRules,
    testing::Values(
        FindingCase{"AllFiles", terraform({"*"}, {{"infrastructure/a.tf", ""}, {"infrastructure/b.zip", ""}}), {}},
        FindingCase{"OneFile", terraform({"a.tf"}, {{"infrastructure/a.tf", ""}}), {}},
        FindingCase{"SeveralFiles",
                    terraform({"a.tf", "b.tf"}, {{"infrastructure/a.tf", ""}, {"infrastructure/b.tf", ""}}),
                    {}},
        FindingCase{"NoFileForStar",
                    terraform({"*"}, {{"infrastructure/a/b.tf", ""}, {"infrastructure/a.tf.json", ""}}),
                    {"error manifest-no-tf-files @:3:14: \"*\" takes the .tf files right in infrastructure/, and there "
                     "is none (only names that end in .tf count)"}},
        FindingCase{
            "FileThatIsNotThere",
            terraform({"mian.tf"}, {{"infrastructure/main.tf", ""}}),
            {"error manifest-file-missing @:3:14: 'mian.tf' is not in infrastructure/ (did you mean main.tf?)"}},
        FindingCase{"StarAndName",
                    terraform({"*", "a.tf"}, {{"infrastructure/a.tf", ""}}),
                    {"warning manifest-file-twice @:4:14: infrastructure/a.tf is taken twice (remove one of the "
                     "entries)"}},
        FindingCase{"NotTakenByStar",
                    terraform({"*"}, {{"infrastructure/a.tf", ""},
                                      {"infrastructure/b.tf.json", "{}"},
                                      {"infrastructure/c/d.tf", ""},
                                      {"infrastructure/e.tfvars", ""},
                                      {"infrastructure/f.yaml", ""}}),
                    {not_taken("b.tf.json", "only names that end in .tf are taken: write it in HCL"),
                     not_taken("c/d.tf", "move it right into infrastructure/"),
                     not_taken("e.tfvars", "AWS Proton writes the values of variables itself: make them inputs"),
                     not_taken("f.yaml", "only names that end in .tf are taken; remove this one")}},
        FindingCase{
            "NotTakenByName",
            terraform({"a.tf", "b.tf.json"},
                      {{"infrastructure/a.tf", ""}, {"infrastructure/b.tf.json", ""}, {"infrastructure/c.tf", ""}}),
            {not_taken("b.tf.json", "only names that end in .tf are taken: write it in HCL"),
             not_taken("c.tf", "name it in the manifest, or write \"*\" there")}}),
    test::name_of);

const std::string settings = R"(infrastructure:
  templates:
    - rendering_engine: codebuild
      settings:
        image: aws/codebuild/amazonlinux2-x86_64-standard:5.0
        runtimes: {nodejs: 18, golang: 1.18}
        provision: [npm install, npm run cdk deploy]
        deprovision: [npm run cdk destroy]
)";

SampleBundle codebuild(const std::string& more) {
  return with(settings + more).without("infrastructure/cloudformation.yaml");
}

SampleBundle codebuild_settings(const std::string& lines) {
  return with("infrastructure:\n  templates:\n    - rendering_engine: codebuild\n      settings:\n" + lines);
}

const std::string whole_settings = R"(        env:
          variables: {A: b, C: '{{ environment.inputs.c }}', D: {{ environment.inputs.d }}}
          secrets_manager: {TOKEN: "proton/token:key"}
        project_properties:
          VpcConfig: {VpcId: "{{ environment.inputs.vpc }}"}
        input_type: JSON
      input_type: HCL
)";

const std::string provision_hint = " (list the commands that make the resources)";
const std::string deprovision_hint = " (list the commands that remove the resources)";

INSTANTIATE_TEST_SUITE_P(
    CodeBuild, ManifestRules,
    testing::Values(
        FindingCase{"Good", codebuild(whole_settings), {}},
        FindingCase{"FileAndLanguage",
                    codebuild("      file: x\n      template_language: y\n"),
                    {"warning manifest-unused-key @:9:7: rendering_engine codebuild does not use the key file (remove "
                     "it)",
                     "warning manifest-unused-key @:10:7: rendering_engine codebuild does not use the key "
                     "template_language (remove it)"}},
        FindingCase{"JinjaForImage",
                    codebuild_settings("        image: {{ environment.inputs.image }}\n        runtimes: {}\n"
                                       "        provision: [a]\n        deprovision: [b]\n"),
                    {}},
        FindingCase{"NoSettings",
                    with_entries({"rendering_engine: codebuild"}),
                    {"warning manifest-no-settings @:3:7: the key settings is missing (give image, runtimes, provision "
                     "and deprovision under it)"}},
        FindingCase{"SettingsThatAreNoMap",
                    with_entries({"rendering_engine: codebuild, settings: []"}),
                    {"error manifest-wrong-type @:3:37: settings has to be a map"}},
        FindingCase{"EmptySettings",
                    with_entries({"rendering_engine: codebuild, settings: {}"}),
                    {"warning manifest-no-image @:3:47: the key image is missing (name one, for example "
                     "aws/codebuild/amazonlinux2-x86_64-standard:5.0)",
                     "warning manifest-no-runtimes @:3:47: the key runtimes is missing (name what the commands need, "
                     "for example nodejs: 18)",
                     "warning manifest-no-provision @:3:47: the key provision is missing" + provision_hint,
                     "warning manifest-no-deprovision @:3:47: the key deprovision is missing" + deprovision_hint}},
        FindingCase{"EmptyCommands",
                    codebuild_settings("        image: x\n        runtimes: {}\n"
                                       "        provision:\n        deprovision: []\n"),
                    {"warning manifest-no-provision @:7:9: provision lists no command" + provision_hint,
                     "warning manifest-no-deprovision @:8:9: deprovision lists no command" + deprovision_hint}},
        FindingCase{"WrongTypes",
                    codebuild_settings("        image: []\n        runtimes: nodejs\n"
                                       "        provision: make\n        deprovision:\n          - echo a: b\n"
                                       "        env: x\n        project_properties: []\n"),
                    {"error manifest-wrong-type @:5:9: image has to be a text",
                     "error manifest-wrong-type @:6:9: runtimes has to be a map",
                     "error manifest-wrong-type @:7:9: provision has to be a list of commands",
                     "error manifest-wrong-type @:9:13: a command has to be a text (put it in quotes: a colon with a "
                     "blank after it makes a map)",
                     "error manifest-wrong-type @:10:9: env has to be a map",
                     "error manifest-wrong-type @:11:9: project_properties has to be a map"}},
        FindingCase{"UnknownKeys",
                    codebuild("        deprovisioning: []\n        env: {secrets-manager: {}}\n"),
                    {"warning manifest-unknown-key @:9:9: the key 'deprovisioning' is not known (known here: image, "
                     "runtimes, provision, deprovision, env, project_properties, input_type)",
                     "warning manifest-unknown-key @:10:15: the key 'secrets-manager' is not known (did you mean "
                     "secrets_manager?)"}},
        FindingCase{"Environment",
                    codebuild("        env:\n          variables: {A: [b]}\n"
                              "          secrets_manager: {B: token, C: ':key', D: 'id:', E: {}}\n"),
                    {"error manifest-wrong-type @:10:23: the value of 'A' has to be a text",
                     "warning manifest-secret-reference @:11:32: 'token' names no key of a secret (write <secret "
                     "id>:<key>, for example prod/database:password)",
                     "warning manifest-secret-reference @:11:42: ':key' names no key of a secret (write <secret "
                     "id>:<key>, for example prod/database:password)",
                     "warning manifest-secret-reference @:11:53: 'id:' names no key of a secret (write <secret "
                     "id>:<key>, for example prod/database:password)",
                     "error manifest-wrong-type @:11:60: the value of 'E' has to be a text"}},
        FindingCase{"InputType",
                    codebuild("        input_type: json\n      input_type: YAML\n"),
                    {"warning manifest-unknown-input-type @:9:21: 'json' is no input type (write JSON or HCL)",
                     "warning manifest-unknown-input-type @:10:19: 'YAML' is no input type (write JSON or HCL)"}},
        FindingCase{"SeveralProjects",
                    with(settings + settings.substr(settings.find("    - "))),
                    {"warning manifest-several-projects @:9:7: 2 entries, where CodeBuild has one (put all commands "
                     "into one entry)"}}),
    test::name_of);

SampleBundle service(const std::string& pipeline) {
  return SampleBundle::service()
      .file("schema/schema.yaml",
            "schema:\n  format: {openapi: \"3.0.0\"}\n  service_input_type: S\n  pipeline_input_type: P\n  types: {}\n")
      .files({{"pipeline_infrastructure/manifest.yaml", pipeline},
              {"pipeline_infrastructure/cloudformation.yaml", "Resources: {}\n"}});
}

TEST(ManifestRules, ReadBothDirectoriesOfAService) {
  EXPECT_THAT(service(test::sample_manifest).findings("manifest-"), IsEmpty());
  EXPECT_THAT(service("a").without("instance_infrastructure/manifest.yaml").findings("manifest-"),
              ElementsAre("error manifest-missing instance_infrastructure/manifest.yaml is missing (it names the files "
                          "of the directory and what provisions them)",
                          "error manifest-no-templates pipeline_infrastructure/manifest.yaml:1:1: the key "
                          "infrastructure is missing" +
                              under_templates));
}

TEST(ManifestRules, NoteThatEnginesDiffer) {
  EXPECT_THAT(service(settings).findings("manifest-"),
              ElementsAre("note manifest-engines-differ pipeline_infrastructure/manifest.yaml: the pipeline is "
                          "provisioned by codebuild, the service instance by cloudformation (make sure that this is "
                          "meant)"));
}

/// What an environment takes: its engine and its files.
std::vector<std::string> taken_by(const std::string& manifest, const std::vector<std::string>& names) {
  const auto scratch = test::spool(manifest);
  std::vector<BundleFile> files{{.path = path, .size = manifest.size()}};
  for (const auto& name : names) files.push_back({.path = "infrastructure/" + name});
  std::ranges::sort(files, {}, &BundleFile::path);
  lint::Report report;
  const auto read = lint::read_manifests(lint::Subject(files, scratch), TemplateKind::environment, report).value();
  if (read.empty()) return {};
  EXPECT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].manifest, path);
  std::vector<std::string> taken{std::string(to_string(read[0].engine))};
  taken.insert(taken.end(), read[0].files.begin(), read[0].files.end());
  return taken;
}

TEST(Manifests, TellTheFilesThatTheyTake) {
  const std::vector<std::string> names{"b.tf", "a.tf", "a.tf.json", "cloudformation.yaml", "c/d.tf"};
  const std::string begin = "infrastructure:\n  templates:\n    - {";
  EXPECT_THAT(taken_by(test::sample_manifest, names),
              ElementsAre("cloudformation", "infrastructure/cloudformation.yaml"));
  EXPECT_THAT(taken_by(begin + "file: '*', " + hcl + "}\n", names),
              ElementsAre("terraform", "infrastructure/a.tf", "infrastructure/b.tf"));
  EXPECT_THAT(taken_by(begin + "file: c/d.tf, " + hcl + "}\n    - {file: b.tf, " + hcl + "}\n", names),
              ElementsAre("terraform", "infrastructure/b.tf", "infrastructure/c/d.tf"));
  EXPECT_THAT(taken_by(settings, {"package.json", "bin/x"}),
              ElementsAre("codebuild", "infrastructure/bin/x", "infrastructure/package.json"));
  EXPECT_THAT(taken_by(settings, {}), ElementsAre("codebuild"));
  EXPECT_THAT(taken_by(begin + "file: e.tf, " + hcl + "}\n", names), IsEmpty());
  EXPECT_THAT(taken_by(begin + "file: b.tf}\n", names), IsEmpty());
}

}  // namespace
}  // namespace baryon::bundle
