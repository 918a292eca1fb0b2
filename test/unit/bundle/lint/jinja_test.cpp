#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bundle/lint/jinja_names.h"
#include "bundle/lint/jinja_scanner.h"
#include "bundle/lint/line_index.h"

namespace baryon::bundle::lint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// What the scanner says, as lines.
class Listener final : public JinjaVisitor {
 public:
  explicit Listener(std::string_view text) : lines_(text), scan(scan_jinja(text, *this)) {}

  void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) override {
    const auto place = lines_.place(offset);
    faults.push_back(fmt::format("{} {} {}:{} {}{}", to_string(rule.severity), rule.id, place.line, place.column,
                                 message, hint.empty() ? "" : " (" + hint + ")"));
  }

  /// `environment.inputs.x`; an index that is not known is `[]`, a fallback `?`, a question for being there `!`.
  void on_name(const NamePath& path) override {
    std::string name(path.at(0));
    for (std::size_t index = 1; index < path.count; ++index)
      name += path.at(index).empty() ? "[]" : "." + std::string(path.at(index));
    names.push_back(name + (path.is_guard ? "!" : path.has_fallback ? "?" : ""));
  }

 private:
  LineIndex lines_;

 public:
  std::vector<std::string> faults;
  std::vector<std::string> names;
  JinjaScan scan;
};

struct FaultCase {
  const char* text;
  std::vector<std::string> faults;
};

class JinjaFault : public testing::TestWithParam<FaultCase> {};

TEST_P(JinjaFault, IsToldWithItsPlace) { EXPECT_EQ(Listener(GetParam().text).faults, GetParam().faults); }

constexpr const char* unclosed_expression = "'{{' has no '}}' (close it with }})";

INSTANTIATE_TEST_SUITE_P(
    Unclosed, JinjaFault,
    testing::Values(
        FaultCase{"a\n  {{ b", {fmt::format("error jinja-unclosed 2:3 {}", unclosed_expression)}},
        FaultCase{"{{ a }", {fmt::format("error jinja-unclosed 1:1 {}", unclosed_expression)}},
        FaultCase{"a: \"{{ b\"\nc: \"{{ d }}\"\n", {fmt::format("error jinja-unclosed 1:5 {}", unclosed_expression)}},
        FaultCase{"a: {{ b\nc: d\ne: {{ f }}\n", {fmt::format("error jinja-unclosed 1:4 {}", unclosed_expression)}},
        FaultCase{"{{ a\nb: '{{ c }}'\n{{ d e }}\n",
                  {fmt::format("error jinja-unclosed 1:1 {}", unclosed_expression),
                   "error jinja-syntax 3:6 expected the end of the tag, but found 'e'"}},
        FaultCase{"{% set a = 1 }\n{{ b }}\n", {"error jinja-unclosed 1:1 '{%' has no '%}' (close it with %})"}},
        FaultCase{"a ${#b} c",
                  {"error jinja-unclosed 1:4 '{#' has no '#}' (close the comment, or write {{ '{#' }} where the text "
                   "needs these characters)"}}));

INSTANTIATE_TEST_SUITE_P(
    Grammar, JinjaFault,
    testing::Values(
        FaultCase{"{{ }}", {"error jinja-syntax 1:4 expected an expression, but found the end of the tag"}},
        FaultCase{"{{ a b }}", {"error jinja-syntax 1:6 expected the end of the tag, but found 'b'"}},
        FaultCase{"{{ a. }}", {"error jinja-syntax 1:7 expected a name after '.', but found the end of the tag"}},
        FaultCase{"{{ a | }}", {"error jinja-syntax 1:8 expected the name of a filter, but found the end of the tag"}},
        FaultCase{"{{ a[1 }}", {"error jinja-syntax 1:8 '}' closes no bracket"}},
        FaultCase{"{{ (a }}", {"error jinja-syntax 1:7 '}' closes no bracket"}},
        FaultCase{"{{ a) }}", {"error jinja-syntax 1:5 ')' closes no bracket"}},
        FaultCase{"{{ a ? b }}", {"error jinja-syntax 1:6 unexpected character '?'"}},
        FaultCase{"{{ ${a} }}", {"error jinja-syntax 1:4 unexpected character '$'"}},
        FaultCase{"{{ 'a }}", {"error jinja-syntax 1:4 the string is not closed"}},
        FaultCase{"{{ f(a=1, b) }}", {"error jinja-syntax 1:11 expected another order of arguments, but found 'b'"}},
        FaultCase{"{{ a is b is c }}",
                  {"warning jinja-unknown-filter 1:9 no test is named 'b'",
                   "error jinja-syntax 1:11 expected only one test, but found 'is'"}},
        FaultCase{"{% %}", {"error jinja-syntax 1:4 expected the name of a statement, but found the end of the tag"}},
        FaultCase{"{% if %}{% endif %}",
                  {"error jinja-syntax 1:7 expected an expression, but found the end of the tag"}},
        FaultCase{"{% if a = b %}{% endif %}", {"error jinja-syntax 1:9 expected the end of the tag, but found '='"}},
        FaultCase{"{% for a on b %}{% endfor %}", {"error jinja-syntax 1:10 expected 'in', but found 'on'"}},
        FaultCase{"{% set = 1 %}", {"error jinja-syntax 1:8 expected a name, but found '='"}},
        FaultCase{"{% call a %}{% endcall %}",
                  {"error jinja-syntax 1:11 expected a call of a macro, but found the end of the tag"}},
        FaultCase{"{% endif a %}",
                  {"error jinja-unbalanced 1:4 'endif' belongs to no open block (remove it)",
                   "error jinja-syntax 1:10 expected the end of the tag, but found 'a'"}}));

INSTANTIATE_TEST_SUITE_P(
    Blocks, JinjaFault,
    testing::Values(
        FaultCase{"{% if a %}", {"error jinja-unbalanced 1:4 'if' has no 'endif' (close it with {% endif %})"}},
        FaultCase{"a\n{%- for b in c -%}\n",
                  {"error jinja-unbalanced 2:5 'for' has no 'endfor' (close it with {% endfor %})"}},
        FaultCase{"{% set a %}", {"error jinja-unbalanced 1:4 'set' has no 'endset' (close it with {% endset %})"}},
        FaultCase{"{% raw %}{{", {"error jinja-unbalanced 1:1 'raw' has no 'endraw' (close it with {% endraw %})"}},
        FaultCase{"{% endif %}", {"error jinja-unbalanced 1:4 'endif' belongs to no open block (remove it)"}},
        FaultCase{"{% else %}", {"error jinja-unbalanced 1:4 'else' belongs to no open block (remove it)"}},
        FaultCase{"{% if a %}{% for b in c %}{% endif %}",
                  {"error jinja-unbalanced 1:14 'for' has no 'endfor' (close it with {% endfor %})"}},
        FaultCase{
            "{% for a in b %}{% elif c %}{% endfor %}",
            {"error jinja-unbalanced 1:20 'elif' does not fit the open block 'for' (close the inner block with {% "
             "endfor %} first)"}},
        FaultCase{"{% if a %}{% else %}{% else %}{% endif %}",
                  {"error jinja-unbalanced 1:24 'else' does not fit the open block 'if' (close the inner block with {% "
                   "endif %} first)"}},
        FaultCase{"{% macro m() %}{% endcall %}{% endmacro %}",
                  {"error jinja-unbalanced 1:19 'endcall' does not fit the open block 'macro' (close the inner block "
                   "with {% endmacro %} first)"}}));

INSTANTIATE_TEST_SUITE_P(
    Words, JinjaFault,
    testing::Values(
        FaultCase{"{% sett a = 1 %}",
                  {"warning jinja-unknown-tag 1:4 no statement begins with 'sett' (did you mean "
                   "'set'?)"}},
        FaultCase{"{% do a.b() %}",
                  {"warning jinja-unknown-tag 1:4 no statement begins with 'do' (use what Jinja has "
                   "without extensions)"}},
        FaultCase{"{{ a | defualt('') }}",
                  {"warning jinja-unknown-filter 1:8 no filter is named 'defualt' (did you mean 'default'?)"}},
        FaultCase{"{{ a | proton_cfn_iam_policy_arn }}",
                  {"warning jinja-unknown-filter 1:8 no filter is named 'proton_cfn_iam_policy_arn' (did you mean "
                   "'proton_cfn_iam_policy_arns'?)"}},
        FaultCase{"{{ a is define }}",
                  {"warning jinja-unknown-filter 1:9 no test is named 'define' (did you mean 'defined'?)"}},
        FaultCase{"a %} b\n", {"warning jinja-stray-closer 1:3 '%}' closes nothing (open it with {%)"}},
        FaultCase{"a: { environment.name }}",
                  {"warning jinja-stray-closer 1:4 '}}' closes nothing, since only one brace stands before the name "
                   "(write {{ in front of the name)"}},
        FaultCase{"a: '{{resolve:ssm:b:1}}'\nc: {{ d }}",
                  {"error jinja-dynamic-reference 1:5 Jinja cannot read a dynamic reference of CloudFormation (put it "
                   "between {% raw %} and {% endraw %}, or write it as {{ '{{resolve:...}}' }})"}}));

/// All of them render with Jinja 2.11.
class SoundJinja : public testing::TestWithParam<const char*> {};

TEST_P(SoundJinja, HasNoFaults) {
  const Listener listener(GetParam());
  EXPECT_THAT(listener.faults, IsEmpty());
  EXPECT_FALSE(listener.scan.is_torn);
}

INSTANTIATE_TEST_SUITE_P(
    All, SoundJinja,
    testing::Values(
        "", "text { } }} a: {b: {c: d}}\n", "{{- a -}}", "{{+1}}", "{{ -1 }}", "{%+ if a -%}b{%- endif +%}",
        "{{a}}{{b}}", "{{ 'it''s' \"}}\" '\\'' }}", "{{ 'a\nb' }}", "{{ {'a': {'b': 1}} }}",
        "{{ [1, 2.5e-3, 0x1F, 1_000,] }}", "{{ (), (1,), [], {} }}", "{{ a if b else c if d }}",
        "{{ not a in b and c not in d or e }}", "{{ a ~ b ** c // d % e }}", "{{ 1 < a <= 2 != 3 }}",
        "{{ a.b['c'][0].0(d, *e, f=1, **g)[1:2, ::3] }}", "{{ a | default('x', true) | join(', ') | upper }}",
        "{{ a is defined }}", "{{ a is not none and b }}", "{{ a is divisibleby 3 }}",
        "{{ a is eq(b) or c is in [1] }}", "{{ caf\u00e9\u00a0}}", "{% if a %}b{% elif c, d %}e{% else %}f{% endif %}",
        "{% if a: %}{% else: %}{% endif %}",
        "{% for a, (b, c) in d.items() if a recursive %}{{ loop.index }}{% else %}e{% endfor %}",
        "{% set a = 1, 2 %}{% set b, c = a %}{% set ns.d = 1 %}{% set e | upper %}f{% endset %}",
        "{% macro m(a, b=1) %}{{ caller() }}{% endmacro %}{% call(u) m(1) %}c{% endcall %}",
        "{% filter upper | lower %}a{% endfilter %}{% with %}b{% endwith %}{% with a = 1, b = a %}c{% endwith %}",
        "{% block b scoped %}{% endblock b %}{% autoescape false %}{% endautoescape %}{% print a, b %}",
        "{% extends 'a' %}{% include ['a', 'b'] ignore missing without context %}{% import 'a' as b with context %}",
        "{% from 'a' import b as c, d with context %}", "{# {{ {% #}", "{#- a -#}", "{#}#}",
        "{%- raw -%}{{ {% if {# '{%- endraw -%}", "{% raw %}{% endif %}{{resolve:ssm:a}}{% endraw %}"));

struct NameCase {
  const char* text;
  std::vector<std::string> names;
};

class JinjaName : public testing::TestWithParam<NameCase> {};

TEST_P(JinjaName, IsTold) { EXPECT_EQ(Listener(GetParam().text).names, GetParam().names); }

INSTANTIATE_TEST_SUITE_P(Paths, JinjaName,
                         testing::Values(NameCase{"{{ environment.inputs.x }}", {"environment.inputs.x"}},
                                         NameCase{"{{ environment['inputs'][\"x\"] }}", {"environment.inputs.x"}},
                                         NameCase{"{{ environment.inputs[y] }}", {"y", "environment.inputs[]"}},
                                         NameCase{"{{ environment.inputs.items() }}", {"environment.inputs[]"}},
                                         NameCase{"{{ environment.inputs.get('x', 1) }}", {"environment.inputs.x?"}},
                                         NameCase{"{{ f(a.b, c=d) }}", {"a.b", "d", "f"}},
                                         NameCase{"{{ a.b.c.d.e.f.g.h }}", {"a.b.c.d.e.f"}},
                                         NameCase{"{{ true and none or False }}", {}},
                                         NameCase{"{{ a-b }}", {"a", "b"}}));

INSTANTIATE_TEST_SUITE_P(Fallbacks, JinjaName,
                         testing::Values(NameCase{"{{ a.b | default('x') }}", {"a.b?"}},
                                         NameCase{"{{ a | upper | d }}", {"a?"}},
                                         NameCase{"{{ a ~ b | default('') }}", {"a", "b?"}},
                                         NameCase{"{{ (a + b) | default(c) }}", {"a?", "b?", "c"}},
                                         NameCase{"{{ a is defined and b }}", {"a!", "b"}},
                                         NameCase{"{{ a is not none or b is upper }}", {"a!", "b"}}));

INSTANTIATE_TEST_SUITE_P(
    Scopes, JinjaName,
    testing::Values(NameCase{"{% for s in service_instances %}{{ s.inputs.x }}{% endfor %}{{ s }}",
                             {"service_instance.inputs.x", "s"}},
                    NameCase{
                        "{% for service_instance in service_instances | sort if service_instance.name %}{% endfor %}",
                        {"service_instance.name"}},
                    NameCase{"{{ service_instances[0].inputs.x }}", {"service_instances[].inputs.x"}},
                    NameCase{"{% for a in b %}{{ a.c }}{{ loop.index }}{% endfor %}", {"b"}},
                    NameCase{"{% set a = b %}{{ a }}{% if c %}{% set d = 1 %}{% endif %}{{ d }}", {"b", "c"}},
                    NameCase{"{% for a in b %}{% set c = 1 %}{% endfor %}{{ c }}", {"b", "c"}},
                    NameCase{"{% macro m(a, b=c) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(a) }}", {"c", "a"}},
                    NameCase{"{% with a = b %}{{ a }}{% endwith %}{{ a }}", {"b", "a"}},
                    NameCase{"{% import 'x' as a %}{% from 'x' import b as c %}{{ a.d }}{{ b }}{{ c }}", {"b"}},
                    NameCase{"{# {{ a }} #}{% raw %}{{ b }}{% endraw %}", {}}));

TEST(Jinja, KnowsItsOwnWords) {
  EXPECT_THAT(jinja_filters(), Contains("tojson"));
  EXPECT_THAT(jinja_tests(), Contains("sequence"));
  for (const auto names : {jinja_filters(), jinja_tests(), jinja_tags()})
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(Jinja, FollowsNoMoreThanSoManyLevels) {
  std::string blocks;
  for (int i = 0; i < 101; ++i) blocks += "{% if a %}";
  for (int i = 0; i < 101; ++i) blocks += "{% endif %}";
  EXPECT_THAT(Listener(blocks).faults,
              ElementsAre("warning jinja-too-deep 1:1004 more than 100 blocks are open (make it simpler)"));
  for (const auto* const opener : {"(", "[", "{a:", "f(", "-", "not "}) {
    std::string brackets = "{{ ";
    for (int i = 0; i < 100'000; ++i) brackets += opener;
    EXPECT_LT(Listener(brackets + " }}").faults.size(), 3U) << opener;
  }
}

TEST(Jinja, GivesUpAfterSoManyUnclosedTags) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "{{ a\n";
  EXPECT_EQ(Listener(text).faults.size(), 100U);
}

RC_GTEST_PROP(Jinja, DividesAnyTextIntoSpansInOrder, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "{{", "}}", "{%", "%}", "{#", "#}", "-", " ", "\n", "'", "\"", "\\", "(", ")", "[", "]", "{", "}", "|", ".", "a",
      "if", "endif", "for", "in", "endfor", "raw", "endraw", "else", "{% if a %}", "{% endif %}", "{{ a }}"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const Listener listener(text);
  std::size_t end = 0;
  for (const auto& span : listener.scan.spans) {
    RC_ASSERT(span.begin >= end);
    RC_ASSERT(span.begin + 4 <= span.end);
    RC_ASSERT(span.end <= text.size());
    RC_ASSERT(text[span.begin] == '{');
    RC_ASSERT(text[span.end - 1] == '}');
    end = span.end;
  }
}

}  // namespace
}  // namespace baryon::bundle::lint
