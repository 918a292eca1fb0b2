#include "bundle/lint/jinja_canvas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baryon::bundle::lint {
namespace {

class Ignore final : public JinjaVisitor {
 public:
  void on_fault(const Rule&, std::size_t, std::string, std::string) override {}
  void on_name(const NamePath&) override {}
};

JinjaScan scan_of(std::string_view text) {
  Ignore ignore;
  return scan_jinja(text, ignore);
}

JinjaCanvas canvas_of(std::string_view text, JinjaBranches branches = JinjaBranches::all) {
  return paint_over_jinja(text, scan_of(text), branches);
}

struct PaintCase {
  std::string text;
  std::string painted;
  JinjaBranches branches = JinjaBranches::all;
};

class Paint : public testing::TestWithParam<PaintCase> {};

TEST_P(Paint, LeavesWhatIsRendered) {
  EXPECT_EQ(canvas_of(GetParam().text, GetParam().branches).text, GetParam().painted);
}

INSTANTIATE_TEST_SUITE_P(
    JinjaCanvas, Paint,
    testing::Values(PaintCase{"a: '{{ b }}-c'", "a: '~~~~~~~-c'"},          //
                    PaintCase{"a: [b, {{ c }}, d]", "a: [b, ~~~~~~~, d]"},  //
                    PaintCase{"{{ a }}: {{ b }}", "~~~~~~~: ~~~~~~~"},      //
                    PaintCase{"a: {# b #}c", "a:        c"},                //
                    PaintCase{"a:\n  {{ b }}\n", "a:\n         \n"},        //
                    PaintCase{"- {{ b |\n  c }}\n", "- ~~~~~~\n      \n"},  //
                    PaintCase{"  {% if a %}\n  b\n  {% endif %}\n", "            \n  b\n             \n"},
                    PaintCase{"a: {% raw %}{{ b }}{% endraw %}", "a:          {{ b }}            "}));

INSTANTIATE_TEST_SUITE_P(JinjaCanvasLines, Paint,
                         testing::Values(PaintCase{"  {% if a %}b: c{% endif %}\n",
                                                   "  b: c" + std::string(21, ' ') + "\n"},
                                         PaintCase{"{% if a %}  b{% endif %}\n", "  b" + std::string(21, ' ') + "\n"},
                                         PaintCase{"{# a #}{{ b }}: c\n", "~~~~~~~: c       \n"},
                                         PaintCase{"a: {% if b %}c{% endif %}\n", "a:           c           \n"}));

INSTANTIATE_TEST_SUITE_P(
    JinjaCanvasBranches, Paint,
    testing::Values(
        PaintCase{"{% if a %}b{% elif c %}d{% else %}e{% endif %}", "b            d          e                     ",
                  JinjaBranches::all},
        PaintCase{"{% if a %}b{% elif c %}d{% else %}e{% endif %}", "b" + std::string(45, ' '), JinjaBranches::truthy},
        PaintCase{"{% if a %}b{% elif c %}d{% else %}e{% endif %}", "  e" + std::string(43, ' '), JinjaBranches::falsy},
        PaintCase{"{% if a %}b{% endif %}", std::string(22, ' '), JinjaBranches::falsy},
        PaintCase{"{% for a in b %}c{% else %}d{% endfor %}", "c" + std::string(39, ' '), JinjaBranches::truthy},
        PaintCase{"{% macro m() %}a{% endmacro %}b", " b" + std::string(29, ' '), JinjaBranches::all},
        PaintCase{"{% set a %}b{% endset %}c", " c" + std::string(23, ' '), JinjaBranches::all},
        PaintCase{"{% filter upper %}a{% endfilter %}", "a" + std::string(33, ' '), JinjaBranches::truthy}));

TEST(JinjaCanvas, KnowsWhereALineStood) {
  const auto canvas = canvas_of("a:\n{% if b %}  c{% endif %}\n");
  EXPECT_EQ(canvas.original({.line = 2, .column = 3}), (Place{.line = 2, .column = 13}));
  EXPECT_EQ(canvas.original({.line = 1, .column = 3}), (Place{.line = 1, .column = 3}));
  EXPECT_EQ(canvas.original({.line = 2, .column = 0}), (Place{.line = 2, .column = 0}));
}

TEST(JinjaCanvas, KnowsWhatMayBecomeSomethingElse) {
  EXPECT_TRUE(canvas_of("a: {{ b }}{# c #}").is_certain());
  const auto canvas = canvas_of("a:\n  {{ b }}\n{% if c %}d{% endif %}e");
  EXPECT_FALSE(canvas.is_certain());
  EXPECT_TRUE(canvas.has_insertion_between(0, 12));
  EXPECT_FALSE(canvas.has_insertion_between(12, 40));
  EXPECT_FALSE(canvas.is_certain_between(13, 14));
  EXPECT_TRUE(canvas.is_certain_between(14, 20));
  EXPECT_FALSE(canvas.is_in_block(12));
  EXPECT_TRUE(canvas.is_in_block(23));
  EXPECT_FALSE(canvas.is_in_block(35));
}

TEST(JinjaCanvas, TellsPlaceholdersFromText) {
  EXPECT_TRUE(holds_placeholder(canvas_of("a{{b}}").text));
  EXPECT_FALSE(holds_placeholder("a~b"));
  EXPECT_EQ(without_jinja("a{{ b }}{% if c %}d{% endif %}", scan_of("a{{ b }}{% if c %}d{% endif %}")), "ad");
}

RC_GTEST_PROP(JinjaCanvas, KeepsSizeAndLines, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      " ", "\n", "\r\n", "a", "~", "{{ a }}", "{{ a |\n b }}", "{% if a %}", "{% else %}", "{% endif %}", "{# \n #}",
      "{% for a in b %}", "{% endfor %}", "{% raw %}", "{% endraw %}", "{% macro m() %}", "{% endmacro %}"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const auto scan = scan_of(text);
  if (scan.is_torn) return;
  for (const auto branches : {JinjaBranches::all, JinjaBranches::truthy, JinjaBranches::falsy}) {
    const auto canvas = paint_over_jinja(text, scan, branches);
    RC_ASSERT(canvas.text.size() == text.size());
    for (std::size_t at = 0; at < text.size(); ++at) RC_ASSERT((canvas.text[at] == '\n') == (text[at] == '\n'));
  }
}

}  // namespace
}  // namespace baryon::bundle::lint
