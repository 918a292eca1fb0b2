#include "bundle/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Schema, TellsTheInputTypesAndTheirPlaces) {
  const auto environment = parse_schema(test::environment_schema).value();
  ASSERT_TRUE(environment.environment);
  EXPECT_EQ(environment.environment->name, "EnvInput");
  EXPECT_EQ(environment.environment->place, (Place{.line = 3, .column = 3}));
  EXPECT_FALSE(environment.service);

  const auto service = parse_schema("schema:\n  service_input_type: S\n  pipeline_input_type: \"P\"\n").value();
  EXPECT_EQ(service.service->name, "S");
  EXPECT_EQ(service.pipeline->name, "P");
  EXPECT_FALSE(service.environment);
  EXPECT_EQ(service.type(service.service), nullptr);
}

TEST(Schema, TellsTypesAndTheirInputs) {
  const auto schema = parse_schema(test::environment_schema).value();
  const auto* const type = schema.type(schema.environment);
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->description, "What the network is made of");
  ASSERT_EQ(type->properties.size(), 1U);
  const auto& input = type->properties[0];
  EXPECT_EQ(input.name, "vpc_cidr");
  EXPECT_EQ(input.place, (Place{.line = 9, .column = 9}));
  EXPECT_EQ(input.type, "string");
  EXPECT_EQ(input.description, "The range of addresses");
  EXPECT_EQ(input.default_value, "10.0.0.0/16");
  EXPECT_FALSE(input.is_required);
}

/// The only input of a schema.
Property input_of(const std::string& keywords, const std::string& required = "") {
  auto schema =
      parse_schema("schema: {types: {T: {properties: {x: {" + keywords + "}}, required: [" + required + "]}}}");
  return schema.value().types.at(0).properties.at(0);
}

TEST(Schema, ReadsKeywords) {
  const auto text =
      input_of("type: string, title: T, enum: [a, \"5\"], minLength: 1, maxLength: 0x10, pattern: '^a', format: date");
  EXPECT_EQ(text.title, "T");
  EXPECT_THAT(text.enumeration.value(), ElementsAre("a", "5"));
  EXPECT_EQ(text.min_length, 1);
  EXPECT_EQ(text.max_length, 16);
  EXPECT_EQ(text.pattern, "^a");
  EXPECT_EQ(text.format, "date");

  const auto number =
      input_of("type: number, minimum: -1.5, maximum: 1e3, exclusiveMaximum: true, multipleOf: .5, nullable: yes");
  EXPECT_EQ(number.minimum, -1.5);
  EXPECT_FALSE(number.is_minimum_exclusive);
  EXPECT_EQ(number.maximum, 1000);
  EXPECT_TRUE(number.is_maximum_exclusive);
  EXPECT_EQ(number.multiple_of, 0.5);
  EXPECT_TRUE(number.is_nullable);
}

TEST(Schema, ReadsArraysAndObjects) {
  const auto array = input_of(
      "type: array, items: {type: object, properties: {a: {type: string}}, required: [a]}, minItems: 1, uniqueItems: "
      "true, default: [{a: b}, [], null]");
  EXPECT_EQ(array.default_value, "[{a: b}, [], null]");
  EXPECT_EQ(array.min_items, 1);
  EXPECT_TRUE(array.has_unique_items);
  ASSERT_EQ(array.items.size(), 1U);
  EXPECT_EQ(array.items[0].name, "");
  ASSERT_EQ(array.items[0].properties.size(), 1U);
  EXPECT_EQ(array.items[0].properties[0].name, "a");
  EXPECT_TRUE(array.items[0].properties[0].is_required);
}

TEST(Schema, AsksForRequiredInputsWithoutDefault) {
  EXPECT_TRUE(input_of("type: string", "x").needs_value());
  EXPECT_TRUE(input_of("type: string, default: ", "x").needs_value());
  EXPECT_FALSE(input_of("type: string, default: \"\"", "x").needs_value());
  EXPECT_FALSE(input_of("type: string").needs_value());
}

TEST(Schema, LeavesOutKeywordsThatCannotBeRead) {
  const auto input =
      input_of("type: string, minLength: -1, maxLength: many, enum: a, pattern: [a], title: {}, minimum: 1");
  EXPECT_FALSE(input.min_length || input.max_length || input.enumeration || input.pattern);
  EXPECT_EQ(input.title, "");
  EXPECT_FALSE(input.minimum) << "it has no effect on a string";
}

TEST(Schema, TakesTheFirstOfEqualNames) {
  const auto schema =
      parse_schema("schema: {types: {T: {properties: {x: {type: string}, x: {type: number}}}, T: {}}}").value();
  ASSERT_EQ(schema.types.size(), 1U);
  EXPECT_THAT(schema.types[0].properties, ElementsAre(Field(&Property::type, "string")));
}

TEST(Schema, KeepsKeysThatMayBeMisspelt) {
  EXPECT_THAT(parse_schema("schema: {enviroment_input_type: E, types: {}}")->unknown_keys,
              ElementsAre("enviroment_input_type"));
  EXPECT_THAT(parse_schema(test::service_schema)->unknown_keys, IsEmpty());
}

TEST(Schema, LeavesTheRestToLint) { EXPECT_TRUE(parse_schema("schema: {}\nother: 1\n")); }

TEST(Schema, RefusesWhatHoldsNoSchema) {
  for (const auto* const text : {"", "text", "[schema]", "schema:", "schema: text", "schemas: {}", "schema: []"}) {
    const auto result = parse_schema(text);
    ASSERT_FALSE(result) << text;
    EXPECT_THAT(result.error().message, HasSubstr("no map named schema")) << text;
  }
}

TEST(Schema, KeepsInputTypesThatNameNothing) {
  for (const auto* const value : {"", "[a]", "{a: b}", "\"\""}) {
    const auto schema = parse_schema("schema:\n  environment_input_type: " + std::string(value)).value();
    ASSERT_TRUE(schema.environment) << value;
    EXPECT_EQ(schema.environment->name, "") << value;
  }
}

TEST(Schema, SaysWhereYamlIsBroken) {
  EXPECT_THAT(parse_schema("schema:\n  a: [1\n").error().message, StartsWith("schema/schema.yaml:3:1: "));
}

TEST(Schema, NamesTheLimitThatIsPassed) {
  const auto result = parse_schema("schema: " + std::string(100, '['));
  EXPECT_EQ(result.error().code, ErrorCode::too_large);
  EXPECT_THAT(result.error().message, HasSubstr("yaml_depth"));
}

TEST(Schema, TakesKeysOfAnyKind) { EXPECT_TRUE(parse_schema("schema:\n  [a, b]: c\n  {d: e}: f\n  ? \n  : g\n")); }

}  // namespace
}  // namespace baryon::bundle
