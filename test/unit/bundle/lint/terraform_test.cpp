#include "bundle/lint/terraform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/bundle/lint/code_check.h"

namespace baryon::bundle::lint {
namespace {

using test::check_code;
using test::check_terraform;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Case {
  std::string text;
  std::vector<std::string> findings;
};

class TerraformFinding : public testing::TestWithParam<Case> {};

TEST_P(TerraformFinding, IsTold) { EXPECT_EQ(check_terraform(GetParam().text).findings, GetParam().findings); }

INSTANTIATE_TEST_SUITE_P(
    Brackets, TerraformFinding,
    testing::Values(
        Case{"locals {\n  a = [1\n}\n",
             {"error terraform-unbalanced main.tf:3:1: '}' stands where '[' of line 2 is still open (close that with ] "
              "first)"}},
        Case{"locals {\n  a = 1\n}\n}\n",
             {"error terraform-unbalanced main.tf:4:1: '}' closes nothing (remove it, or open it before)"}},
        Case{"locals {\n  a = {\n}\n", {"error terraform-unbalanced main.tf:1:8: '{' is not closed (close it with })"}},
        Case{"locals {\n  a = \"${b(\"}\"\n}\n",
             {"error terraform-unbalanced main.tf:3:1: '}' stands where '(' of line 2 is still open (close that with ) "
              "first)"}}));

INSTANTIATE_TEST_SUITE_P(
    Templates, TerraformFinding,
    testing::Values(
        Case{"a = \"b\nc = 1\n",
             {"error terraform-string main.tf:1:5: the string is not closed on its line (close it with \", or write a "
              "heredoc)"}},
        Case{"a = <<EOT\nb\n",
             {"error terraform-unbalanced main.tf:1:5: '<<' is not closed (close it with EOT on a line of its own)"}},
        Case{"a = <<EOT\nb\nEOT",
             {"error terraform-unbalanced main.tf:1:5: '<<' is not closed (close it with EOT on a line of its own)"}},
        Case{
            "a = \"\\d ${\"\\.\"} \\u12\"\n",
            {"error terraform-string main.tf:1:6: there is no escape sequence '\\x5cd' (write \\\\ for a backslash)",
             "error terraform-string main.tf:1:12: there is no escape sequence '\\x5c.' (write \\\\ for a backslash)",
             "error terraform-string main.tf:1:17: there is no escape sequence '\\x5cu' (write \\\\ for a backslash)"}},
        Case{"a = \"%{ if b }c\"\n",
             {"error terraform-unbalanced main.tf:1:16: the template ends where 'if' is still open (close it with %{ "
              "endif })"}},
        Case{"a = \"%{ for b in c }%{ endif }\"\n",
             {"error terraform-unbalanced main.tf:1:21: the template sequence 'endif' does not fit here (pair if with "
              "endif, for with endfor)"}},
        Case{"a = \"%{ when b }\"\n",
             {"error terraform-unbalanced main.tf:1:6: the template sequence 'when' does not fit here (pair if with "
              "endif, for with endfor)"}}));

INSTANTIATE_TEST_SUITE_P(
    Characters, TerraformFinding,
    testing::Values(
        Case{"/* a\n", {"error terraform-unbalanced main.tf:1:1: the comment is not closed (close it with */)"}},
        Case{"a = 'b'\n",
             {"error terraform-character main.tf:1:5: HCL does not know the character ''' here (put strings "
              "between straight double quotes)",
              "error terraform-character main.tf:1:7: HCL does not know the character ''' here (put strings "
              "between straight double quotes)"}},
        Case{"a = 1;\n",
             {"error terraform-character main.tf:1:6: HCL does not know the character ';' here (write each "
              "argument on a line of its own)"}},
        Case{"a = b & c\n",
             {"error terraform-character main.tf:1:7: HCL does not know the character '&' here (write && or ||)"}},
        Case{"a = b\u201d\n",
             {"error terraform-character main.tf:1:6: HCL does not know the character '\u201d' here (put strings "
              "between "
              "straight double quotes)"}}));

INSTANTIATE_TEST_SUITE_P(
    Names, TerraformFinding,
    testing::Values(
        Case{"a = [var.environment.name, var.regoin, var.regoin, var.proton_tags]\nvariable \"region\" {}\n",
             {"warning terraform-undeclared main.tf:1:28: nothing declares var.regoin (did you mean 'region'?)"}},
        Case{"a = [var.enviroment.inputs.x]\n",
             {"warning terraform-undeclared main.tf:1:6: nothing declares var.enviroment (did you mean "
              "'environment'?)"}},
        Case{"a = [var.environment.input.x]\n",
             {"warning input-unknown-name main.tf:1:6: var.environment has no input (did you mean 'inputs'?)"}},
        Case{"a = [var.service.name]\n",
             {"warning input-wrong-namespace main.tf:1:6: var.service is not given to this directory (available here: "
              "environment.name, environment.inputs.<name>)"}},
        Case{"a = [var.service.name]\nvariable \"service\" {}\n", {}}));

/// Terraform reads all of them.
class SoundHcl : public testing::TestWithParam<const char*> {};

TEST_P(SoundHcl, HasNoFaults) {
  const auto check = check_terraform(GetParam());
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_FALSE(check.uses.is_opaque);
}

INSTANTIATE_TEST_SUITE_P(
    All, SoundHcl,
    testing::Values("", "\xEF\xBB\xBF# a\n// b } \" '\n/* c\n } */\n", "a = \"\\n\\r\\t\\\"\\\\ \\u00e9\\U0001F600\"\n",
                    "a = \"$${b} %%{c} $ % $x %y ${d}\"\n", "a = \"${\"${join(\",\", [\"b\"])}\"}\"\n",
                    "a = \"${ {b = 1}[\"b\"] }\"\n", "a = \"${~ b ~}%{~ if c ~}d%{~ else ~}e%{~ endif ~}\"\n",
                    "a = \"x${\n  b\n}\"\n", "a = <<EOT\n\" ' ${b} } $${c}\nEOT x\n  EOT  \nd = 1\n",
                    "a = <<-E-1\r\n  b\r\n  E-1\r\nc = 2\r\n", "a = <<A\n${<<B\nb\nB\n}\nA\n",
                    "a = [for k, v in b : \"${k}\" if v > 1.5e3 && !c || d != -1]\n", "a = {for k in b : k => k...}\n",
                    "a = b.*.c[0][\"d\"][e.f].g\n", "a = x::y(1)\n", "b \"c\" d {\n}\n", "caf\u00e9 = 1\n"));

TEST(Terraform, NotesInputs) {
  const auto check = check_terraform(R"(
locals {
  a = var.environment.inputs.one
  b = "${var.environment.inputs["two"]} ${upper(var . environment.inputs.three[0])}"
  c = try(var.environment.inputs.four, "") == can(var.environment.inputs.five)
  d = lookup(var.environment.inputs, "six", lookup(var.environment.inputs, local.x))
  e = <<EOT
    ${var.environment.inputs.seven} var.environment.inputs.eight
  EOT
  # var.environment.inputs.nine
  f = module.var.environment.inputs.ten
}
)");
  EXPECT_THAT(check.inputs(), ElementsAre("environment one 3:7", "environment two 4:10", "environment three 4:49",
                                          "environment four? 5:11", "environment five? 5:51", "environment six? 6:14",
                                          "environment * 6:52", "environment seven 8:7"));
}

TEST(Terraform, NotesInputsOfInstancesInPipelines) {
  EXPECT_THAT(check_terraform("a { b = var.service_instances[count.index].inputs.b }\n", Role::pipeline).inputs(),
              ElementsAre("service_instance b 1:9"));
  EXPECT_THAT(check_terraform("a { for_each = toset(var.service_instances) }\n", Role::pipeline).inputs(), IsEmpty());
  EXPECT_THAT(check_terraform("a { b = each.value.inputs.b }\n", Role::pipeline).inputs(),
              ElementsAre("service_instance * 1:9"));
  EXPECT_THAT(check_terraform("a { b = module.x.inputs.b }\n").inputs(), IsEmpty());
}

TEST(Terraform, NotesOutputs) {
  const std::string text = "output \"b\" {\n  value = { output = \"c\" }\n}\noutput a {}\nmodule \"c\" {}\n";
  EXPECT_THAT(check_terraform(text).uses.outputs, ElementsAre("b", "a"));
  EXPECT_TRUE(check_terraform(text).uses.has_all_outputs);
  EXPECT_THAT(check_terraform(text, Role::pipeline).uses.outputs, IsEmpty());
  EXPECT_FALSE(check_terraform("output \"b\" {").uses.has_all_outputs);
}

TEST(Terraform, LooksForDuplicatesAcrossFiles) {
  const auto check = check_code(Engine::terraform, Role::environment,
                                {{"a.tf", "resource \"a\" \"b\" {}\nprovider \"c\" {}\nprovider \"c\" {}\n"},
                                 {"b.tf", "\nresource \"a\" \"b\" {}\ndata \"a\" \"b\" {}\noutput \"c\" {}\n"},
                                 {"c.tf", "output \"c\" {}\nlocals {}\nlocals {}\n"},
                                 {"c_override.tf", "output \"c\" {}\n"}});
  EXPECT_THAT(check.findings,
              ElementsAre("warning terraform-duplicate b.tf:2:1: resource a.b is declared twice (the first is at "
                          "infrastructure/a.tf:1)",
                          "warning terraform-duplicate c.tf:1:1: output c is declared twice (the first is at "
                          "infrastructure/b.tf:4)"));
  EXPECT_THAT(check.uses.outputs, ElementsAre("c"));
}

TEST(Terraform, TakesDirectoriesBelowForModulesOfTheirOwn) {
  const auto check = check_code(
      Engine::terraform, Role::environment,
      {{"main.tf", "output \"a\" {}\n"}, {"modules/b/main.tf", "output \"a\" {}\noutput \"b\" { value = var.c }\n"}});
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_THAT(check.uses.outputs, ElementsAre("a"));
  EXPECT_THAT(check_code(Engine::terraform, Role::environment, {{"modules/b/main.tf", "a = ["}}).findings,
              ElementsAre(StartsWith("error terraform-unbalanced modules/b/main.tf:1:5:")));
}

TEST(Terraform, DoesNotReadJson) {
  const auto check = check_code(Engine::terraform, Role::environment,
                                {{"a.tf", "b { c = var.d }\n"}, {"main.tf.json", "{\"variable\": {\"d\": {}}}"}});
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_TRUE(check.uses.is_opaque);
  EXPECT_FALSE(check.uses.has_all_outputs);
}

TEST(Terraform, FollowsNoMoreThanSoManyLevels) {
  for (const std::string opener : {"[", "{", "(", "\"${", "<<A\n${"}) {
    std::string text = "a = ";
    for (int i = 0; i < 10'000; ++i) text += opener;
    EXPECT_THAT(check_terraform(text).findings, ElementsAre(HasSubstr("terraform-too-deep main.tf"))) << opener;
  }
}

TEST(Terraform, GivesUpAfterSoManyFaults) {
  const auto check = check_terraform(std::string(1000, ';'));
  EXPECT_EQ(check.findings.size(), 100U);
  EXPECT_THAT(check.findings, Each(HasSubstr("terraform-character")));
}

TEST(Terraform, NotesSoManyInputsAndNoMore) {
  std::string text = "a = [\n";
  for (int i = 0; i < 10'001; ++i) text += fmt::format("var.environment.inputs.x{},\n", i);
  const auto check = check_terraform(text + "]\n");
  EXPECT_EQ(check.uses.inputs.size(), 10'000U);
  EXPECT_TRUE(check.uses.is_opaque);
}

}  // namespace
}  // namespace baryon::bundle::lint
