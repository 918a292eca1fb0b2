#include "bundle/lint/yaml_outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::bundle::lint {
namespace {

using Kind = YamlOutline::Kind;
using testing::HasSubstr;

YamlOutline outline_of(std::string_view text) { return YamlOutline::read(text, {}).value(); }

/// The values one after the other: `map(a=!Ref b, c=[d, null])`.
std::string picture(const YamlOutline& outline, std::size_t value) {
  const auto tag = outline.tag(value).empty() ? "" : std::string(outline.tag(value)) + " ";
  std::string inside;
  switch (outline.kind(value)) {
    case Kind::null:
      return tag + "null";
    case Kind::alias:
      return "alias";
    case Kind::scalar:
      return tag + std::string(outline.text(value));
    case Kind::sequence:
      for (const auto element : outline.elements(value)) inside += picture(outline, element) + ",";
      return tag + "[" + inside + "]";
    case Kind::map:
      for (const auto entry : outline.entries(value))
        inside += picture(outline, entry.key) + "=" + picture(outline, entry.value) + ",";
      return tag + "{" + inside + "}";
  }
  return {};
}

TEST(YamlOutline, HoldsValuesTagsAndKeysThatStandTwice) {
  const auto outline = outline_of("a: !Ref b\nc: [d, {e: }]\na: !If [f, 'g', \"h\"]\n? [i]\n: !Sub {j: k}\n");
  EXPECT_EQ(picture(outline, 0), "{a=!Ref b,c=[d,{e=null,},],a=!If [f,g,h,],[i,]=!Sub {j=k,},}");
}

TEST(YamlOutline, KeepsAliases) { EXPECT_EQ(picture(outline_of("a: &x [b]\nc: *x\n"), 0), "{a=[b,],c=alias,}"); }

TEST(YamlOutline, KnowsPlacesAndOffsets) {
  const auto outline = outline_of("a: 1\nb:\n  - !Ref c\n");
  const auto entry = outline.find(0, "b").value();
  EXPECT_EQ(outline.place(entry.key), (Place{.line = 2, .column = 1}));
  EXPECT_EQ(outline.offset(entry.key), 5U);
  const auto element = outline.elements(entry.value).at(0);
  EXPECT_EQ(outline.place(element), (Place{.line = 3, .column = 5}));
  EXPECT_EQ(outline.after(element), outline.size());
}

TEST(YamlOutline, FindsEntriesOfMapsOnly) {
  const auto outline = outline_of("a: {b: c}\nd: [e]\nf: g\n");
  EXPECT_FALSE(outline.find(0, "x"));
  const auto a = outline.find(0, "a").value();
  EXPECT_EQ(outline.text(outline.only_entry(a.value).value().value), "c");
  EXPECT_FALSE(outline.only_entry(0));
  EXPECT_TRUE(outline.entries(outline.find(0, "d")->value).empty());
  EXPECT_TRUE(outline.elements(outline.find(0, "f")->value).empty());
  EXPECT_FALSE(outline_of("{}").only_entry(0));
}

TEST(YamlOutline, IsEmptyForNothing) {
  EXPECT_EQ(outline_of("").size(), 0U);
  EXPECT_EQ(outline_of("# a\n").size(), 0U);
}

TEST(YamlOutline, ReadsJson) {
  const auto outline = outline_of(R"({"a":{"Ref":"b"},"c":"\/ \ud83d\uDE00 \u00e9"})");
  EXPECT_EQ(outline.text(outline.only_entry(outline.find(0, "a")->value)->key), "Ref");
  EXPECT_THAT(std::string(outline.text(outline.find(0, "c")->value)), HasSubstr("\u00e9"));
}

TEST(YamlOutline, NoticesOpenQuotesAtTheEnd) {
  for (const auto* const text : {"a: \"b\n", "a: 'b\n\n", "a: \"", "- '\n", "a: \"b\nc: d\n"})
    EXPECT_FALSE(YamlOutline::read(text, {})) << text;
  for (const auto* const text : {"a: |\n", "a: |\n  b\n\n", "a: >-\n  b", "a:\n", "\n\n", "a: b\n...\n", "'a'"})
    EXPECT_TRUE(YamlOutline::read(text, {})) << text;
}

TEST(YamlOutline, SaysWhatIsWrong) {
  const auto broken = YamlOutline::read("a: [1\n", {});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().place.line, 2);
  const auto large = YamlOutline::read("[a, b, c]", {.yaml_values = 3});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace baryon::bundle::lint
