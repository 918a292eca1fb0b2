#include "bundle/compatibility.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "unit/bundle/sample_folder.h"

namespace baryon::bundle {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr auto engine = "cloudformation";

/// An environment's schema with these lines below its type.
std::string schema_of(const std::string& properties, const std::string& required = "") {
  return fmt::format(
      "schema:\n  environment_input_type: E\n  types:\n    E:\n      required: [{}]\n      properties: {{{}}}\n",
      required, properties);
}

std::vector<std::string> lines(const Result<std::vector<SurfaceChange>>& changes) {
  EXPECT_TRUE(changes) << (changes ? "" : changes.error().text());
  std::vector<std::string> out;
  for (const auto& change : *changes) out.push_back(fmt::format("{}: {}", to_string(change.weight), change.text()));
  return out;
}

std::vector<std::string> changes_of(const std::string& before, const std::string& after) {
  return lines(compare({.schema = before, .engine = engine}, {.schema = after, .engine = engine}));
}

struct Example {
  std::string name;
  std::string before;  ///< keywords of the input x
  std::string after;
  std::vector<std::string> forwards;  ///< each without its subject
  std::vector<std::string> backwards;
};

void PrintTo(const Example& example, std::ostream* out) { *out << example.before << " -> " << example.after; }

class Comparison : public testing::TestWithParam<Example> {};

TEST_P(Comparison, WeighsBothDirections) {
  const auto& example = GetParam();
  const auto schema = [](const std::string& keywords) {
    const bool is_required = keywords.starts_with("required ");
    return schema_of(fmt::format("x: {{{}}}", is_required ? keywords.substr(9) : keywords), is_required ? "x" : "");
  };
  const auto expected = [](std::vector<std::string> changes) {
    for (auto& change : changes)
      if (!change.contains(": environment")) change.insert(change.find(' '), " environment input x");
    return changes;
  };
  EXPECT_THAT(changes_of(schema(example.before), schema(example.after)), ElementsAreArray(expected(example.forwards)));
  EXPECT_THAT(changes_of(schema(example.after), schema(example.before)), ElementsAreArray(expected(example.backwards)));
}

const auto name_of = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(OfNeed, Comparison,
                         testing::Values(Example{"Required",
                                                 "type: string",
                                                 "required type: string",
                                                 {"breaking: is required now and has no default"},
                                                 {"compatible: is no longer required"}},
                                         Example{"DefaultOfRequired",
                                                 "required type: string, default: a",
                                                 "required type: string",
                                                 {"breaking: loses its default a and is required"},
                                                 {"compatible: gets the default a, which makes it optional"}},
                                         Example{"DefaultAndRequired",
                                                 "type: string, default: a",
                                                 "required type: string",
                                                 {"breaking: is required now and loses its default a"},
                                                 {"compatible: gets the default a, which makes it optional"}},
                                         Example{"DefaultOfOptional",
                                                 "type: string, default: a",
                                                 "type: string",
                                                 {"compatible: loses its default a"},
                                                 {"compatible: gets the default a"}},
                                         Example{"OtherDefault",
                                                 "type: string, default: a",
                                                 "type: string, default: \"\"",
                                                 {"compatible: changes its default from a to ''"},
                                                 {"compatible: changes its default from '' to a"}},
                                         Example{"RequiredWithDefault",
                                                 "type: string, default: a",
                                                 "required type: string, default: a",
                                                 {"cosmetic: is listed as required, but has a default"},
                                                 {"cosmetic: is no longer listed as required, and has a default"}}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(
    OfTypes, Comparison,
    testing::Values(Example{"OtherType",
                            "type: string, minLength: 2",
                            "type: number",
                            {"breaking: changes its type from string to number"},
                            {"breaking: changes its type from number to string"}},
                    Example{"NoType",
                            "type: string",
                            "title: ''",
                            {"breaking: changes its type from string to any"},
                            {"breaking: changes its type from any to string"}},
                    Example{"TypeOfItems",
                            "type: array, items: {type: string}",
                            "type: array, items: {type: number}",
                            {"breaking: environment input x[] changes its type from string to number"},
                            {"breaking: environment input x[] changes its type from number to string"}},
                    Example{"Items",
                            "type: array",
                            "type: array, items: {type: string}",
                            {"breaking: gets a rule for its items"},
                            {"compatible: drops the rule for its items"}},
                    Example{"LengthOfItems",
                            "type: array, items: {type: string, maxLength: 5}",
                            "type: array, items: {type: string, maxLength: 4}",
                            {"breaking: environment input x[] lowers maxLength from 5 to 4"},
                            {"compatible: environment input x[] raises maxLength from 4 to 5"}},
                    Example{"NestedProperty",
                            "type: object, properties: {a: {type: string}}",
                            "type: object, properties: {a: {type: string}, b: {type: string}}, required: [b]",
                            {"breaking: environment input x.b is new, required and has no default"},
                            {"breaking: environment input x.b was removed"}},
                    Example{"NestedNeed",
                            "type: array, items: {type: object, properties: {a: {type: string}}}",
                            "type: array, items: {type: object, properties: {a: {type: string}}, required: [a]}",
                            {"breaking: environment input x[].a is required now and has no default"},
                            {"compatible: environment input x[].a is no longer required"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OfConstraints, Comparison,
    testing::Values(Example{"Enum",
                            "type: string",
                            "type: string, enum: [a, b]",
                            {"breaking: gets an enum: a, b"},
                            {"compatible: drops its enum"}},
                    Example{"EnumValues",
                            "type: string, enum: [a, b]",
                            "type: string, enum: [b, c, d]",
                            {"breaking: loses a from its enum", "compatible: adds c, d to its enum"},
                            {"breaking: loses c, d from its enum", "compatible: adds a to its enum"}},
                    Example{"ManyEnumValues",
                            "type: string, enum: [a]",
                            "type: string, enum: [a, b, c, d, e, f, g, h]",
                            {"compatible: adds b, c, d, e, f and 2 more to its enum"},
                            {"breaking: loses b, c, d, e, f and 2 more from its enum"}},
                    Example{"OrderOfEnum",
                            "type: string, enum: [a, b]",
                            "type: string, enum: [b, a]",
                            {"cosmetic: orders its enum differently"},
                            {"cosmetic: orders its enum differently"}},
                    Example{"Minimum",
                            "type: number",
                            "type: number, minimum: 0",
                            {"breaking: gets minimum 0"},
                            {"compatible: drops minimum 0"}},
                    Example{"HigherMinimum",
                            "type: number, minimum: -1",
                            "type: number, minimum: 2.5",
                            {"breaking: raises minimum from -1 to 2.5"},
                            {"compatible: lowers minimum from 2.5 to -1"}},
                    Example{"ExclusiveMinimum",
                            "type: number, minimum: 1",
                            "type: number, minimum: 1, exclusiveMinimum: true",
                            {"breaking: makes minimum 1 exclusive"},
                            {"compatible: makes minimum 1 inclusive"}},
                    Example{"Maximum",
                            "type: number",
                            "type: number, maximum: 65535",
                            {"breaking: gets maximum 65535"},
                            {"compatible: drops maximum 65535"}},
                    Example{"LowerMaximum",
                            "type: number, maximum: 3",
                            "type: number, maximum: 2, exclusiveMaximum: true",
                            {"breaking: lowers maximum from 3 to 2"},
                            {"compatible: raises maximum from 2 to 3"}},
                    Example{"ExclusiveMaximum",
                            "type: number, maximum: 3",
                            "type: number, maximum: 3, exclusiveMaximum: true",
                            {"breaking: makes maximum 3 exclusive"},
                            {"compatible: makes maximum 3 inclusive"}},
                    Example{"NoLengthAtLeast", "type: string", "type: string, minLength: 0", {}, {}},
                    Example{"LengthAtLeast",
                            "type: string, minLength: 0",
                            "type: string, minLength: 1",
                            {"breaking: gets minLength 1"},
                            {"compatible: drops minLength 1"}},
                    Example{"LengthAtMost",
                            "type: string, maxLength: 20",
                            "type: string, maxLength: 10",
                            {"breaking: lowers maxLength from 20 to 10"},
                            {"compatible: raises maxLength from 10 to 20"}},
                    Example{"CountOfItems",
                            "type: array, items: {type: string}",
                            "type: array, items: {type: string}, minItems: 1, maxItems: 3",
                            {"breaking: gets minItems 1", "breaking: gets maxItems 3"},
                            {"compatible: drops minItems 1", "compatible: drops maxItems 3"}},
                    Example{"CountOfProperties",
                            "type: object, maxProperties: 3",
                            "type: object, minProperties: 1, maxProperties: 4",
                            {"breaking: gets minProperties 1", "compatible: raises maxProperties from 3 to 4"},
                            {"breaking: lowers maxProperties from 4 to 3", "compatible: drops minProperties 1"}},
                    Example{"Steps",
                            "type: number, multipleOf: 2",
                            "type: number, multipleOf: 3",
                            {"breaking: changes its multipleOf from 2 to 3"},
                            {"breaking: changes its multipleOf from 3 to 2"}},
                    Example{"Pattern",
                            "type: string",
                            "type: string, pattern: '^a$'",
                            {"breaking: gets the pattern ^a$"},
                            {"compatible: drops its pattern ^a$"}},
                    Example{"OtherPattern",
                            "type: string, pattern: '^a$'",
                            "type: string, pattern: '^b$'",
                            {"breaking: changes its pattern from ^a$ to ^b$"},
                            {"breaking: changes its pattern from ^b$ to ^a$"}},
                    Example{"Format",
                            "type: string",
                            "type: string, format: date",
                            {"breaking: gets the format date"},
                            {"compatible: drops its format date"}},
                    Example{"Null",
                            "type: string, nullable: true",
                            "type: string",
                            {"breaking: no longer takes null"},
                            {"compatible: takes null now"}},
                    Example{"EqualItems",
                            "type: array, items: {type: string}",
                            "type: array, items: {type: string}, uniqueItems: true",
                            {"breaking: no longer takes equal items"},
                            {"compatible: takes equal items now"}},
                    Example{"Texts",
                            "type: string, title: a, description: b, example: c",
                            "type: string, title: b, description: c, example: d",
                            {"cosmetic: changes its title", "cosmetic: changes its description"},
                            {"cosmetic: changes its title", "cosmetic: changes its description"}}),
    name_of);

TEST(Compatibility, OfInputsThatComeAndGo) {
  const auto one = schema_of("a: {type: string}");
  const auto two = schema_of("a: {type: string}, b: {type: string, default: x}");
  EXPECT_THAT(changes_of(one, two), ElementsAre("compatible: environment input b is new and optional"));
  EXPECT_THAT(changes_of(two, one), ElementsAre("breaking: environment input b was removed"));
  const auto required = schema_of("a: {type: string}, b: {type: string}", "b");
  EXPECT_THAT(changes_of(one, required),
              ElementsAre("breaking: environment input b is new, required and has no default"));
  const auto moot = schema_of("a: {type: string}, b: {type: string, default: x}", "b");
  EXPECT_THAT(changes_of(one, moot), ElementsAre("compatible: environment input b is new and optional"));
}

TEST(Compatibility, ComparesByRoleAndNotByTypeName) {
  const std::string before =
      "schema: {service_input_type: S, pipeline_input_type: P, types: {S: {properties: {a: {type: string}}}, P: "
      "{properties: {a: {type: number}}}}}";
  const std::string swapped =
      "schema: {service_input_type: P, pipeline_input_type: S, types: {S: {properties: {a: {type: number}}}, P: "
      "{properties: {a: {type: string}}}}}";
  EXPECT_THAT(changes_of(before, swapped), ElementsAre("cosmetic: service_input_type names type P instead of S",
                                                       "cosmetic: pipeline_input_type names type S instead of P"));
  const std::string without =
      "schema: {service_input_type: S, types: {S: {description: D, properties: {a: {type: string}}}}}";
  EXPECT_THAT(changes_of(before, without),
              ElementsAre("breaking: pipeline_input_type disappears",
                          "cosmetic: service_input_type names a type whose description changes"));
  EXPECT_THAT(changes_of(without, before),
              ElementsAre("breaking: pipeline_input_type appears",
                          "cosmetic: service_input_type names a type whose description changes"));
}

TEST(Compatibility, TellsPlacesInTheNewSchema) {
  const auto changes = compare({.schema = schema_of("a: {type: string}, b: {}"), .engine = engine},
                               {.schema = schema_of("a: {type: number}"), .engine = engine});
  ASSERT_EQ(changes->size(), 2U);
  EXPECT_EQ((*changes)[0].subject, "environment input a");
  EXPECT_EQ((*changes)[0].place, (Place{.line = 6, .column = 20}));
  EXPECT_EQ((*changes)[1].subject, "environment input b");
  EXPECT_EQ((*changes)[1].place, Place{});
}

TEST(Compatibility, PutsBreakingChangesFirstAndKeepsTheirOrder) {
  const auto before = schema_of("a: {type: string, title: T}, b: {type: string}, c: {type: string}");
  const auto after = schema_of("d: {type: string}, c: {type: number}, a: {type: string, enum: [x]}");
  EXPECT_THAT(changes_of(before, after),
              ElementsAre("breaking: environment input c changes its type from string to number",
                          "breaking: environment input a gets an enum: x", "breaking: environment input b was removed",
                          "compatible: environment input d is new and optional",
                          "cosmetic: environment input a changes its title"));
}

TEST(Compatibility, OfEnginesAndOutputs) {
  const auto surface = [](std::string of_engine, std::optional<std::vector<std::string>> outputs) {
    return Surface{.schema = schema_of(""), .engine = std::move(of_engine), .outputs = std::move(outputs)};
  };
  using Names = std::vector<std::string>;
  EXPECT_THAT(lines(compare(surface("terraform", Names{"a", "b"}), surface("terraform", Names{"b", "c"}))),
              ElementsAre("breaking: output a was removed", "compatible: output c is new"));
  EXPECT_THAT(lines(compare(surface("terraform", Names{"a"}), surface("terraform", std::nullopt))), IsEmpty());
  EXPECT_THAT(lines(compare(surface("terraform", std::nullopt), surface("terraform", Names{"a"}))), IsEmpty());
  EXPECT_THAT(lines(compare(surface("cloudformation", {}), surface("terraform", {}))),
              ElementsAre("breaking: engine changes from cloudformation to terraform"));
  EXPECT_THAT(lines(compare(surface("", {}), surface("terraform", {}))), IsEmpty());
}

TEST(Compatibility, OfPromisesInCustomerManagedEnvironments) {
  const auto promised = [](const std::string& before, const std::string& after) {
    return lines(compare({.schema = before}, {.schema = after}));
  };
  const auto one = schema_of("a: {type: string}");
  const auto two = schema_of("a: {type: string, enum: [x]}, b: {type: string}", "a, b");
  EXPECT_THAT(promised(one, two), ElementsAre("compatible: environment output a gets an enum: x",
                                              "compatible: environment output a is required now and has no default",
                                              "compatible: environment output b is new"));
  EXPECT_THAT(promised(two, one), ElementsAre("breaking: environment output b was removed",
                                              "compatible: environment output a drops its enum",
                                              "compatible: environment output a is no longer required"));
  EXPECT_THAT(promised(one, schema_of("a: {type: number}")),
              ElementsAre("breaking: environment output a changes its type from string to number"));
}

TEST(Compatibility, RefusesSchemasThatCannotBeRead) {
  const auto good = schema_of("");
  EXPECT_THAT(compare({.schema = "a: ["}, {.schema = good}).error().message, StartsWith("schema/schema.yaml:1:1: "));
  EXPECT_THAT(compare({.schema = good}, {.schema = "a: 1"}).error().message, HasSubstr("no map named schema"));
}

TEST(Compatibility, EscapesTextOfStrangers) {
  EXPECT_THAT(changes_of(schema_of("\"a\\eb\": {default: a}"), schema_of("\"a\\eb\": {default: \"\\n\"}")),
              ElementsAre("compatible: environment input a\\x1bb changes its default from a to \\x0a"));
}

TEST(Compatibility, FindsSchemasOfSampleBundlesLikeThemselves) {
  const auto folder = test::sample_bundles();
  if (folder.empty()) GTEST_SKIP() << test::no_sample_bundles;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "schema.yaml") continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_THAT(changes_of(text, text + "\n# read once more\n"), IsEmpty()) << entry.path();
    ++count;
  }
  EXPECT_GT(count, 0U);
}

/// Inputs by name, each optional, with a default or required.
enum class Need : std::uint8_t { optional, with_default, required };
using Inputs = std::map<std::string, Need>;

std::string schema_of(const Inputs& inputs) {
  std::string properties;
  std::string required;
  for (const auto& [name, need] : inputs) {
    properties += fmt::format("{}: {{type: string{}}}, ", name, need == Need::with_default ? ", default: d" : "");
    if (need == Need::required) required += name + ", ";
  }
  return schema_of(properties, required);
}

rc::Gen<Inputs> any_inputs() {
  const auto name = rc::gen::map(rc::gen::inRange('a', 'g'), [](char letter) { return std::string(1, letter); });
  const auto need = rc::gen::element(Need::optional, Need::with_default, Need::required);
  return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, Need>>>(rc::gen::pair(name, need)),
                      [](const auto& inputs) { return Inputs(inputs.begin(), inputs.end()); });
}

RC_GTEST_PROP(CompatibilityProperty, ASchemaIsLikeItself, ()) {
  const auto schema = schema_of(*any_inputs());
  RC_ASSERT(changes_of(schema, schema + "\n#\n").empty());
}

RC_GTEST_PROP(CompatibilityProperty, WhatIsAddedOneWayIsRemovedTheOther, ()) {
  const auto before = *any_inputs();
  const auto after = *any_inputs();
  const auto subjects = [](const std::string& from, const std::string& to, std::string_view message) {
    const auto changes = compare({.schema = from, .engine = engine}, {.schema = to, .engine = engine}).value();
    std::set<std::string> found;
    for (const auto& change : changes)
      if (change.message.starts_with(message)) found.insert(change.subject);
    return found;
  };
  const auto one = schema_of(before);
  const auto other = schema_of(after);
  RC_ASSERT(subjects(one, other, "is new") == subjects(other, one, "was removed"));
  RC_ASSERT(subjects(one, other, "is required now").size() + subjects(one, other, "loses its default d and").size() ==
            subjects(other, one, "is no longer required").size() +
                subjects(other, one, "gets the default d, which").size());
}

RC_GTEST_PROP(CompatibilityProperty, IsBrokenExactlyWhereUsersWouldHaveToAct, ()) {
  const auto before = *any_inputs();
  const auto after = *any_inputs();
  bool has_to_act = false;
  for (const auto& [name, need] : after)
    if (need == Need::required && (!before.contains(name) || before.at(name) != Need::required)) has_to_act = true;
  for (const auto& [name, need] : before) has_to_act = has_to_act || !after.contains(name);
  const auto changes =
      compare({.schema = schema_of(before), .engine = engine}, {.schema = schema_of(after), .engine = engine});
  RC_ASSERT(is_breaking(*changes) == has_to_act);
}

}  // namespace
}  // namespace baryon::bundle
