#include "bundle/yaml_tree.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "bundle/yaml_document.h"
#include "bundle/yaml_value.h"

namespace baryon::bundle {
namespace {

std::string read(std::string_view text, const YamlLimits& limits = {}) {
  const auto tree = read_yaml_tree(text, limits);
  return tree ? as_written(tree->root()) : tree.error().reason;
}

TEST(YamlTree, ReadsValuesOfAllKinds) {
  EXPECT_EQ(read("a: [1, {b: text, [c]: }]\n~: d\n"), "{a: [1, {b: text, [c]: null}], null: d}");
  EXPECT_EQ(read("- \"a\\tb\"\n- >-\n  c\n  d\n"), "[a\tb, c d]");
  EXPECT_EQ(read(""), "null");
  EXPECT_EQ(read("a\n---\nb\n"), "a");
}

TEST(YamlTree, SharesWhatAliasesStandFor) {
  const auto tree = read_yaml_tree("a: &x {k: [v]}\nb: *x\nc: [*x, &y z, *y]\n").value();
  EXPECT_EQ(as_written(tree.root()), "{a: {k: [v]}, b: {k: [v]}, c: [{k: [v]}, z, z]}");
  EXPECT_EQ(tree.root().entries[0].value, tree.root().entries[1].value);
}

TEST(YamlTree, KeepsItsValuesWhenItIsMoved) {
  auto tree = read_yaml_tree("a: [b]\n").value();
  const auto moved = std::move(tree);
  EXPECT_EQ(as_written(moved.root()), "{a: [b]}");
}

TEST(YamlTree, TellsPlaces) {
  const auto tree = read_yaml_tree("a:\n  - b\n  - {c: d}\n").value();
  const auto& list = *tree.root().entries[0].value;
  EXPECT_EQ(tree.root().entries[0].key->place, (Place{.line = 1, .column = 1}));
  EXPECT_EQ(list.items[1]->place, (Place{.line = 3, .column = 5}));
  EXPECT_EQ(list.items[1]->entries[0].value->place, (Place{.line = 3, .column = 9}));
}

TEST(YamlTree, HasTheFaultsOfReadYaml) {
  for (const std::string text :
       {"a: [", "a: \xFF", "a: &x [*x]", "a: *x", "a: \x01", "a: [[[b]]]", "[a, b, c, d, e, f]", "a: {b"}) {
    const YamlLimits limits{.yaml_depth = 3, .yaml_values = 6};
    const auto tree = read_yaml_tree(text, limits);
    const auto document = read_yaml(text, limits);
    ASSERT_FALSE(tree) << text;
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(tree.error().code, document.error().code) << text;
    EXPECT_EQ(tree.error().place, document.error().place) << text;
    EXPECT_EQ(tree.error().reason, document.error().reason) << text;
  }
}

TEST(YamlTree, CountsTextBehindAliasesAtEachUse) {
  EXPECT_EQ(read("[&a abcde, *a]", {.yaml_text_bytes = 10}), "[abcde, abcde]");
  EXPECT_EQ(read("[&a abcde, *a, b]", {.yaml_text_bytes = 10}), "the document passes the limit yaml_text_bytes of 10");
  EXPECT_EQ(read("[&a [abc, de], *a, b]", {.yaml_text_bytes = 10}),
            "the document passes the limit yaml_text_bytes of 10");
}

struct Kind {
  std::string text;
  ValueKind kind;
};

TEST(YamlValue, TakesPlainAndQuotedScalarsApart) {
  for (const auto& [text, kind] : {Kind{"", ValueKind::null},
                                   {"~", ValueKind::null},
                                   {"Null", ValueKind::null},
                                   {"\"null\"", ValueKind::string},
                                   {"true", ValueKind::boolean},
                                   {"FALSE", ValueKind::boolean},
                                   {"'true'", ValueKind::string},
                                   {"tRue", ValueKind::string},
                                   {"yes", ValueKind::yes_no},
                                   {"Off", ValueKind::yes_no},
                                   {"\"yes\"", ValueKind::string},
                                   {"y", ValueKind::string},
                                   {"5", ValueKind::number},
                                   {"\"5\"", ValueKind::string},
                                   {"!!str 5", ValueKind::string},
                                   {"!!int \"5\"", ValueKind::number},
                                   {"!own 5", ValueKind::string},
                                   {"[]", ValueKind::list},
                                   {"{}", ValueKind::map}})
    EXPECT_EQ(kind_of(read_yaml_tree(text)->root()), kind) << text;
}

TEST(YamlValue, ReadsNumbersOfTheCoreSchema) {
  const auto number = [](const std::string& text) { return number_of(read_yaml_tree(text)->root()); };
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, double>>{{"0", 0},
                                                                                         {"-12", -12},
                                                                                         {"+3", 3},
                                                                                         {"0o17", 15},
                                                                                         {"0x1F", 31},
                                                                                         {"1.5", 1.5},
                                                                                         {".5", 0.5},
                                                                                         {"5.", 5},
                                                                                         {"-1e-2", -0.01},
                                                                                         {"007", 7}})
    EXPECT_EQ(number(text), value) << text;
  for (const auto* const text : {".inf", "-.Inf", ".nan", "1e999", "-1e999"}) {
    EXPECT_EQ(kind_of(read_yaml_tree(text)->root()), ValueKind::number) << text;
    EXPECT_FALSE(number(text)) << text;
  }
  for (const auto* const text : {"1_000", "1:30", "inf", "nan", "--1", "+-1", "1e", "0x", "0xg", "-0x1", ".", "+", "e5",
                                 "1.2.3", "2012-01-01", "\"5\"", "10.0.0.0/16"})
    EXPECT_EQ(kind_of(read_yaml_tree(text)->root()), ValueKind::string) << text;
}

TEST(YamlValue, ReadsBooleans) {
  const auto boolean = [](const std::string& text) { return boolean_of(read_yaml_tree(text)->root()); };
  for (const auto* const text : {"true", "True", "yes", "ON"}) EXPECT_EQ(boolean(text), true) << text;
  for (const auto* const text : {"false", "FALSE", "no", "Off"}) EXPECT_EQ(boolean(text), false) << text;
  for (const auto* const text : {"\"true\"", "1", "", "[true]"}) EXPECT_FALSE(boolean(text)) << text;
}

}  // namespace
}  // namespace baryon::bundle
