#include "bundle/lint/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "unit/bundle/lint/schema_findings_of.h"
#include "unit/bundle/sample_folder.h"

namespace baryon::bundle {
namespace {

using test::SampleBundle;
using test::schema_findings;
using test::schema_of_input;
using test::schema_of_types;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

struct Example {
  std::string name;
  std::string text;
  std::vector<std::string> findings;
};

void PrintTo(const Example& example, std::ostream* out) { *out << example.text; }

class SchemaRules : public testing::TestWithParam<Example> {};

TEST_P(SchemaRules, Say) { EXPECT_THAT(schema_findings(GetParam().text), ElementsAreArray(GetParam().findings)); }

const auto name_of = [](const auto& info) { return info.param.name; };

// The head of a schema with nothing wrong in it but what a case adds.
const std::string types = "  types: {E: {type: object, properties: {a: {type: string, description: A}}}}\n";
const std::string head = "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: E\n";

INSTANTIATE_TEST_SUITE_P(
    AboutStructure, SchemaRules,
    testing::Values(
        Example{"Nothing", head + types, {}},
        Example{"BrokenYaml",
                "schema:\n  a: [1\n",
                {"error schema-unreadable schema/schema.yaml:3:1: end of sequence flow not found"}},
        Example{"NoSchema",
                "types: {}\n",
                {"error schema-no-map schema/schema.yaml has no map named schema at its top (begin the file with "
                 "`schema:`)"}},
        Example{"MisspeltSchema",
                "shema: {}\n",
                {"error schema-no-map schema/schema.yaml has no map named schema at its top (rename 'shema' to "
                 "schema)"}},
        Example{"OtherKeyAtTheTop",
                head + types + "version: 1\n",
                {"warning schema-top-key schema/schema.yaml:5:1: the key 'version' stands beside schema (remove it, or "
                 "move it below schema)"}},
        Example{"MisspeltKey",
                head + types + "  servce_input_type: E\n",
                {"warning schema-unknown-key schema/schema.yaml:5:3: schema has the unknown key 'servce_input_type' "
                 "(did you mean 'service_input_type')"}},
        Example{"NoFormat",
                "schema:\n  environment_input_type: E\n" + types,
                {"error schema-format-missing schema/schema.yaml:1:1: format.openapi is missing (add `format: "
                 "{openapi: \"3.0.0\"}` below schema)"}},
        Example{"MisspeltOpenapi",
                "schema:\n  format: {openap: 3}\n  environment_input_type: E\n" + types,
                {"error schema-format-missing schema/schema.yaml:2:3: format.openapi is missing (rename 'openap' to "
                 "openapi)",
                 "warning schema-unknown-key schema/schema.yaml:2:12: format has the unknown key 'openap' (did you "
                 "mean 'openapi')"}},
        Example{"FormatNoMap",
                "schema:\n  format: 3.0.0\n  environment_input_type: E\n" + types,
                {"error schema-format-missing schema/schema.yaml:2:3: format is no map (add `format: {openapi: "
                 "\"3.0.0\"}` below schema)"}},
        Example{"OtherVersion",
                "schema:\n  format: {openapi: 3.1.0}\n  environment_input_type: E\n" + types,
                {"warning schema-format-version schema/schema.yaml:2:12: format.openapi is '3.1.0', no version 3.0.x "
                 "(write \"3.0.0\")"}},
        Example{"VersionNoText",
                "schema:\n  format: {openapi: [3]}\n  environment_input_type: E\n" + types,
                {"warning schema-format-version schema/schema.yaml:2:12: format.openapi is a list, no version 3.0.x "
                 "(write \"3.0.0\")"}},
        Example{"InputTypeNoName",
                "schema:\n  format: {openapi: 3.0.3}\n  environment_input_type: [E]\n" + types,
                {"error schema-input-type-no-name schema/schema.yaml:3:3: environment_input_type has to name a type "
                 "(give the name of an entry under types)"}},
        Example{"InputTypeUnknown",
                "schema:\n  format: {openapi: 3.0.3}\n  environment_input_type: EnvInputs\n"
                "  types: {EnvInput: {type: object, properties: {a: {type: string, description: "
                "A}}}}\n",
                {"error schema-input-type-unknown schema/schema.yaml:3:3: environment_input_type names 'EnvInputs', "
                 "which types lacks (did you mean 'EnvInput')"}},
        Example{"NoTypes",
                head,
                {"error schema-types-missing schema/schema.yaml:1:1: types is missing (describe the inputs below "
                 "types, one entry for each input type)"}},
        Example{"MisspeltTypes",
                head + "  type: {E: {}}\n",
                {"error schema-types-missing schema/schema.yaml:1:1: types is missing (rename 'type' to types)",
                 "warning schema-unknown-key schema/schema.yaml:4:3: schema has the unknown key 'type' (did you mean "
                 "'types')"}},
        Example{"TypesNoMap",
                head + "  types: [E]\n",
                {"error schema-types-missing schema/schema.yaml:4:3: types is no map (describe the inputs below types, "
                 "one entry for each input type)"}},
        Example{"UnusedType",
                schema_of_types("    E: {type: object, properties: {a: {type: string, description: A}}}\n"
                                "    F: {type: object, properties: {a: {type: string, description: A}}}\n"),
                {"note schema-type-unused schema/schema.yaml:6:5: no input type names type 'F' (remove it, or name it "
                 "in an input type)"}},
        Example{"TypeTwice",
                schema_of_types("    E: {type: object, properties: {a: {type: string, description: A}}}\n"
                                "    E: {}\n"),
                {"error schema-duplicate-name schema/schema.yaml:6:5: types has 'E' twice (remove one of the two; the "
                 "other is in line 5)"}},
        Example{"KeyTwice",
                head + types + "  types: {}\n",
                {"warning schema-duplicate-key schema/schema.yaml:5:3: schema has 'types' twice (remove one of the "
                 "two; the other is in line 4)"}},
        Example{"KeyNoName",
                head + types + "  [a, b]: c\n",
                {"warning schema-key-no-name schema/schema.yaml:5:3: a key of schema is no name (remove it)"}},
        Example{"MergeKey",
                head + types + "  <<: {a: b}\n",
                {"warning schema-merge-key schema/schema.yaml:5:3: schema has a merge key, which is passed over (write "
                 "out what it stands for)"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AboutTypes, SchemaRules,
    testing::Values(
        Example{"NoMap",
                schema_of_types("    E: object\n"),
                {"error schema-type-no-map schema/schema.yaml:5:5: type 'E' is no map (give it `type: object` and "
                 "`properties`)"}},
        Example{"NoType",
                schema_of_types("    E: {properties: {a: {type: string, description: A}}}\n"),
                {"error schema-type-no-object schema/schema.yaml:5:5: type 'E' has no `type: object` (add it)"}},
        Example{"OtherType",
                schema_of_types("    E: {type: string, properties: {a: {type: string, description: A}}}\n"),
                {"error schema-type-no-object schema/schema.yaml:5:9: type 'E' has to be of type object (write `type: "
                 "object`)",
                 "warning schema-keyword-unfit schema/schema.yaml:5:23: properties of type 'E' has no effect on type "
                 "string (remove it; it is for type object)"}},
        Example{"NoProperties",
                schema_of_types("    E: {type: object}\n"),
                {"warning schema-type-no-properties schema/schema.yaml:5:5: type 'E' has no properties (define one "
                 "input at least)"}},
        Example{"EmptyProperties",
                schema_of_types("    E: {type: object, properties: }\n"),
                {"warning schema-type-no-properties schema/schema.yaml:5:23: type 'E' has no properties (define one "
                 "input at least)"}},
        Example{"PropertiesNoMap",
                schema_of_types("    E: {type: object, properties: [a]}\n"),
                {"error schema-properties-no-map schema/schema.yaml:5:23: properties of type 'E' is no map (write each "
                 "input as `name: {type: string}`)"}},
        Example{"InputBesideProperties",
                schema_of_types("    E: {type: object, properties: {a: {type: string, description: A}}, port: {type: "
                                "number}}\n"),
                {"warning schema-keyword-unknown schema/schema.yaml:5:72: type 'E' has the unknown keyword 'port' (if "
                 "it is an input, move it below properties)"}},
        Example{
            "RequiredNoList",
            schema_of_types("    E: {type: object, properties: {a: {type: string, description: A}}, required: a}\n"),
            {"error schema-required-no-names schema/schema.yaml:5:72: required of type 'E' has to be a list of "
             "names (list the names of inputs)"}},
        Example{"RequiredNoNames",
                schema_of_types("    E: {type: object, properties: {a: {type: string, description: A}}, required: [{a: "
                                "b}]}\n"),
                {"error schema-required-no-names schema/schema.yaml:5:83: required of type 'E' has to be a list of "
                 "names (list the names of inputs)"}},
        Example{"RequiredUnknownOrTwice",
                schema_of_types("    E:\n      type: object\n      properties: {port: {type: number, description: A}}\n"
                                "      required: [prot, port, port]\n"),
                {"warning schema-required-unknown schema/schema.yaml:8:18: required of type 'E' names 'prot', which is "
                 "not defined (define it under properties, or remove it)",
                 "note schema-required-twice schema/schema.yaml:8:30: required of type 'E' names 'port' twice (remove "
                 "one of the two)"}},
        Example{"RequiredDefault",
                schema_of_types("    E:\n      type: object\n      required: [p]\n      properties:\n"
                                "        p: {type: number, description: A, default: 1}\n"),
                {"note schema-required-default schema/schema.yaml:9:9: input 'p' is required, but its default makes it "
                 "optional (remove the default, or the name from required)"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AboutInputs, SchemaRules,
    testing::Values(
        Example{"NoMap",
                schema_of_types("    E: {type: object, properties: {a: string}}\n"),
                {"error schema-property-no-map schema/schema.yaml:5:36: input 'a' is no map (give it a type, for "
                 "example `type: string`)"}},
        Example{"Twice",
                schema_of_types("    E:\n      type: object\n      properties:\n"
                                "        a: {type: string, description: A}\n        a: {}\n"),
                {"error schema-duplicate-name schema/schema.yaml:9:9: type 'E' has 'a' twice (remove one of the two; "
                 "the other is in line 8)"}},
        Example{"LongName",
                schema_of_types("    E: {type: object, properties: {" + std::string(101, 'a') +
                                ": {type: string, description: A}}}\n"),
                {"error schema-name-long schema/schema.yaml:5:36: the name of input '" + std::string(100, 'a') +
                 "...' has 101 characters, more than 100 (shorten it)"}},
        Example{"UnusableName",
                schema_of_types("    E: {type: object, properties: {a-b: {type: string, description: "
                                "A}}}\n"),
                {"warning schema-name-unusable schema/schema.yaml:5:36: input 'a-b' cannot be named in Jinja or "
                 "Terraform expressions (use letters, digits and underscores, and begin with no digit)"}},
        Example{"NoType",
                schema_of_input("title: T"),
                {"warning schema-property-no-type schema/schema.yaml:8:9: input 'x' has no type (add one: string, "
                 "number, boolean or array)"}},
        Example{"MisspeltType",
                schema_of_input("type: String"),
                {"error schema-property-type-unknown schema/schema.yaml:9:14: input 'x' is of the unknown type "
                 "'String' (did you mean 'string')"}},
        Example{"UnknownType",
                schema_of_input("type: map"),
                {"error schema-property-type-unknown schema/schema.yaml:9:14: input 'x' is of the unknown type 'map' "
                 "(the types are string, number, integer, boolean, array and object)"}},
        Example{"ListOfTypes",
                schema_of_input("type: [string, number]"),
                {"error schema-property-type-unknown schema/schema.yaml:9:14: the type of input 'x' is no name (name "
                 "one type; OpenAPI 3.0 has no lists of types)"}},
        Example{"Integer",
                schema_of_input("type: integer"),
                {"note schema-property-type-rare schema/schema.yaml:9:14: input 'x' is of type integer (number is what "
                 "published templates use)"}},
        Example{"Object",
                schema_of_input("type: object, properties: {y: {type: strng}}, required: [y]"),
                {"note schema-property-type-rare schema/schema.yaml:9:14: input 'x' is of type object (published "
                 "templates have several plain inputs instead)",
                 "error schema-property-type-unknown schema/schema.yaml:9:45: input 'x.y' is of the unknown type "
                 "'strng' (did you mean 'string')"}},
        Example{"Array", schema_of_input("type: array, items: {type: string}"), {}},
        Example{"ArrayOfWhat",
                schema_of_input("type: array"),
                {"warning schema-array-no-items schema/schema.yaml:8:9: input 'x' is an array without items (add "
                 "`items: {type: string}`)"}},
        Example{"ArrayOfNumbers",
                schema_of_input("type: array, items: {type: number}"),
                {"note schema-array-items-rare schema/schema.yaml:9:35: input 'x[]' is of type number (try it before "
                 "you rely on it)"}},
        Example{"ItemsNoMap",
                schema_of_input("type: array, items: string"),
                {"error schema-property-no-map schema/schema.yaml:9:27: input 'x[]' is no map (give it a type, for "
                 "example `type: string`)"}},
        Example{"NoDescription",
                schema_of_types("    E: {type: object, properties: {a: {type: string}}}\n"),
                {"note schema-no-description schema/schema.yaml:5:36: input 'a' has no description (say what it is "
                 "for)"}},
        Example{"RequiredOfDraft3",
                schema_of_input("type: string, required: true"),
                {"error schema-required-no-names schema/schema.yaml:9:28: required of input 'x' has to be a list of "
                 "names (list the input under `required` beside `properties` instead)"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AboutKeywords, SchemaRules,
    testing::Values(
        Example{
            "AllKnown",
            schema_of_input("type: string, title: T, format: date, nullable: true, readOnly: false, writeOnly: no, "
                            "deprecated: false, example: e, externalDocs: {}, xml: {}, discriminator: {}, x-own: 1, "
                            "pattern: \"^a\", minLength: 0, maxLength: 5.0"),
            {}},
        Example{"Misspelt",
                schema_of_input("type: string, minLenght: 1"),
                {"warning schema-keyword-unknown schema/schema.yaml:9:28: input 'x' has the unknown keyword "
                 "'minLenght' (did you mean 'minLength')"}},
        Example{"Unknown",
                schema_of_input("type: string, const: a"),
                {"warning schema-keyword-unknown schema/schema.yaml:9:28: input 'x' has the unknown keyword 'const' "
                 "(remove it)"}},
        Example{"Twice",
                schema_of_input("type: string, type: number"),
                {"warning schema-duplicate-key schema/schema.yaml:9:28: input 'x' has 'type' twice (remove one of the "
                 "two; the other is in line 9)"}},
        Example{"NegativeLength",
                schema_of_input("type: string, minLength: -1"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: minLength of input 'x' has to be a whole number "
                 "that is not negative (correct or remove it)"}},
        Example{"QuotedLength",
                schema_of_input("type: string, maxLength: \"5\""),
                {"error schema-keyword-shape schema/schema.yaml:9:28: maxLength of input 'x' has to be a whole number "
                 "that is not negative (write it without quotes)"}},
        Example{"InfiniteBound",
                schema_of_input("type: number, maximum: .inf"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: maximum of input 'x' has to be a number (correct "
                 "or remove it)"}},
        Example{"EmptyEnum",
                schema_of_input("type: string, enum: []"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: enum of input 'x' has to be a list of one value "
                 "at least (correct or remove it)"}},
        Example{"PatternNoString",
                schema_of_input("type: string, pattern: 5"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: pattern of input 'x' has to be a string (put it "
                 "in quotes)"}},
        Example{"ExclusiveOf31",
                schema_of_input("type: number, exclusiveMinimum: 5"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: exclusiveMinimum of input 'x' has to be true or "
                 "false (OpenAPI 3.0 has the number in minimum or maximum, and true or false here)"}},
        Example{"ZeroSteps",
                schema_of_input("type: number, multipleOf: 0"),
                {"error schema-keyword-shape schema/schema.yaml:9:28: multipleOf of input 'x' has to be a number above "
                 "0 (correct or remove it)"}},
        Example{"LengthOfNumber",
                schema_of_input("type: number, minLength: 1"),
                {"warning schema-keyword-unfit schema/schema.yaml:9:28: minLength of input 'x' has no effect on type "
                 "number (remove it; it is for type string)"}},
        Example{"Reference",
                schema_of_input("$ref: '#/types/F'"),
                {"warning schema-combination schema/schema.yaml:9:14: input 'x' uses $ref (write out what is meant)"}},
        Example{"Combination",
                schema_of_input("oneOf: [{type: string}, {type: number}]"),
                {"warning schema-combination schema/schema.yaml:9:14: input 'x' uses oneOf (write out what is meant)"}},
        Example{"CrossedBounds",
                schema_of_input("type: number, minimum: 2.5, maximum: 2"),
                {"warning schema-bounds-crossed schema/schema.yaml:9:28: minimum 2.5 of input 'x' is above maximum 2 "
                 "(no value fits; correct one of the two)"}},
        Example{"CrossedLengths",
                schema_of_input("type: string, maxLength: 3, minLength: 5"),
                {"warning schema-bounds-crossed schema/schema.yaml:9:42: minLength 5 of input 'x' is above maxLength 3 "
                 "(no value fits; correct one of the two)"}},
        Example{"BrokenPattern",
                schema_of_input("type: string, pattern: 'a(b'"),
                {"warning schema-pattern-broken schema/schema.yaml:9:28: pattern of input 'x' is no regular "
                 "expression: a '(' that is never closed at byte 2 (correct it)"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AboutValues, SchemaRules,
    testing::Values(
        Example{"FittingDefaults",
                schema_of_types("    E:\n      type: object\n      properties:\n"
                                "        a: {type: string, description: A, default: 10.0.0.0/16}\n"
                                "        b: {type: number, description: A, default: -1.5e3}\n"
                                "        c: {type: boolean, description: A, default: false}\n"
                                "        d: {type: array, description: A, items: {type: string}, default: [a, b]}\n"
                                "        e: {type: string, description: A, nullable: true, default: null}\n"
                                "        f: {type: string, description: A, default: \"\"}\n"
                                "        g: {type: string, description: A, enum: [a, \"5\"], default: \"5\"}\n"
                                "        h: {type: number, description: A, enum: [1, 2.0], default: 2}\n"),
                {}},
        Example{"StringOfBoolean",
                schema_of_input("type: boolean, default: \"false\""),
                {"warning schema-default-type schema/schema.yaml:9:29: the default of input 'x' is a string, but the "
                 "type is boolean (write it without quotes)"}},
        Example{"NumberOfString",
                schema_of_input("type: string, default: 5"),
                {"warning schema-default-type schema/schema.yaml:9:28: the default of input 'x' is a number, but the "
                 "type is string (put it in quotes)"}},
        Example{"ListOfString",
                schema_of_input("type: string, default: [a]"),
                {"warning schema-default-type schema/schema.yaml:9:28: the default of input 'x' is a list, but the "
                 "type is string (give a value of type string)"}},
        Example{"FractionOfInteger",
                schema_of_input("type: integer, default: 1.5"),
                {"note schema-property-type-rare schema/schema.yaml:9:14: input 'x' is of type integer (number is what "
                 "published templates use)",
                 "warning schema-default-type schema/schema.yaml:9:29: the default of input 'x' is a number, but the "
                 "type is integer (give a value of type integer)"}},
        Example{"EmptyDefault",
                schema_of_input("type: string, default: "),
                {"warning schema-default-empty schema/schema.yaml:9:28: the default of input 'x' is empty (give a "
                 "value, \"\" for an empty string, or remove it)"}},
        Example{"DefaultOutsideEnum",
                schema_of_input("type: string, enum: [small, large], default: smal"),
                {"warning schema-default-enum schema/schema.yaml:9:50: the default of input 'x' is 'smal', which its "
                 "enum lacks (did you mean 'small')"}},
        Example{"DefaultTooSmall",
                schema_of_input("type: number, minimum: 1, default: 0"),
                {"warning schema-default-bounds schema/schema.yaml:9:40: the default of input 'x' is 0, below its "
                 "minimum 1 (correct one of the two)"}},
        Example{"DefaultOnExclusiveBound",
                schema_of_input("type: number, maximum: 1, exclusiveMaximum: true, default: "
                                "1"),
                {"warning schema-default-bounds schema/schema.yaml:9:64: the default of input 'x' is 1, not below its "
                 "maximum 1 (correct one of the two)"}},
        Example{"DefaultTooLong",
                schema_of_input("type: string, maxLength: 3, default: \"\xC3\xA4\xC3\xB6\xC3\xBC!\""),
                {"warning schema-default-bounds schema/schema.yaml:9:42: the default of input 'x' has 4 characters, "
                 "above its maxLength 3 (correct one of the two)"}},
        Example{"DefaultTooFew",
                schema_of_input("type: array, items: {type: string}, minItems: 1, default: []"),
                {"warning schema-default-bounds schema/schema.yaml:9:63: the default of input 'x' has 0 items, below "
                 "its minItems 1 (correct one of the two)"}},
        Example{"EnumTwiceAndOfOtherType",
                schema_of_input("type: string, enum: [a, b, a, 1, \"1\"]"),
                {"warning schema-enum-twice schema/schema.yaml:9:41: the value 'a' in enum of input 'x' is there twice "
                 "(remove one of the two)",
                 "warning schema-enum-type schema/schema.yaml:9:44: the value '1' in enum of input 'x' is a number, "
                 "but the type is string (put it in quotes)"}},
        Example{
            "YesOrNo",
            schema_of_input("type: string, enum: [yes, \"no\"]"),
            {"note schema-yes-no schema/schema.yaml:9:35: the value 'yes' in enum of input 'x' is yes, a boolean to "
             "some readers of YAML and a string to others (put it in quotes)"}},
        Example{"DefaultOn",
                schema_of_input("type: boolean, default: on"),
                {"note schema-yes-no schema/schema.yaml:9:38: the default of input 'x' is on, a boolean to some "
                 "readers of YAML and a string to others (write true or false)"}}),
    name_of);

TEST(SchemaRules, AskForTheFile) {
  EXPECT_THAT(
      SampleBundle::environment().without("schema/schema.yaml").findings("schema-"),
      ElementsAre("error schema-missing schema/schema.yaml is missing (every template has one; a directory that "
                  "is no template should not be named like a version)"));
}

TEST(SchemaRules, FindTheFileUnderAnotherName) {
  for (const auto* const path :
       {"schema/schema.yml", "schema.yaml", "schema.yml", "schema/Schema.yaml", "schemas/schema.yaml"}) {
    auto bundle = SampleBundle::environment();
    bundle.without("schema/schema.yaml").file(path, test::environment_schema);
    EXPECT_THAT(bundle.findings("schema-"),
                ElementsAre(fmt::format("error schema-missing schema/schema.yaml is missing (rename {} to it)", path)));
  }
}

TEST(SchemaRules, WarnOfMoreThanTheApiHandsOut) {
  const auto text = head + types + "# " + std::string(51'200, '.') + "\n";
  EXPECT_THAT(schema_findings(text),
              ElementsAre(fmt::format("warning schema-long schema/schema.yaml: the schema has {} characters, more than "
                                      "51200 (shorten it)",
                                      text.size())));
}

TEST(SchemaRules, EscapeTextOfStrangers) {
  EXPECT_THAT(schema_findings(head + types + "  \"a\\e[31m\": 1\n"),
              ElementsAre("warning schema-unknown-key schema/schema.yaml:5:3: schema has the unknown key 'a\\x1b[31m' "
                          "(remove it)"));
}

// A name for every pair of a hundred thousand would take minutes to compare.
TEST(SchemaRules, BoundTheWorkOfSuggestions) {
  std::string properties;
  std::string required;
  for (int i = 0; i < 4000; ++i) {
    properties += fmt::format("        {}{}: {{}}\n", std::string(150, 'a'), i);
    required += fmt::format("        - {}{}\n", std::string(150, 'b'), i);
  }
  const auto findings = schema_findings(
      schema_of_types("    E:\n      type: object\n      properties:\n" + properties + "      required:\n" + required));
  EXPECT_THAT(findings, SizeIs(201));
}

TEST(SchemaRules, CountTextBehindAliases) {
  std::string text = "a: &a \"" + std::string(10'000, 'a') + "\"\nb: [*a";
  for (int i = 0; i < 500; ++i) text += ", *a";
  EXPECT_THAT(schema_findings(text + "]\n"), ElementsAre(HasSubstr("the document passes the limit yaml_text_bytes")));
}

TEST(SchemaRules, HaveNoErrorForSampleBundles) {
  const auto folder = test::sample_bundles();
  if (folder.empty()) GTEST_SKIP() << test::no_sample_bundles;
  std::vector<std::string> findings;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "schema.yaml") continue;
    std::ifstream file(entry.path());
    for (const auto& finding : schema_findings({std::istreambuf_iterator<char>(file), {}})) findings.push_back(finding);
  }
  EXPECT_THAT(findings, ElementsAre(StartsWith("note schema-required-default schema/schema.yaml:12:9: input "
                                               "'ttl_attribute' is required, ")));
}

std::vector<std::string> findings_of_kind(const std::string& text, TemplateKind kind,
                                          bool is_customer_managed = false) {
  lint::Report report;
  const auto schema = lint::read_schema_text(text, report).value();
  (void)report.take();
  lint::check_schema_of_kind(schema, kind, is_customer_managed, report);
  std::vector<std::string> lines;
  for (const auto& finding : report.take()) lines.push_back(test::line_of(finding));
  return lines;
}

TEST(SchemaOfKind, NeedsTheInputTypeOfItsKind) {
  EXPECT_THAT(
      findings_of_kind("schema: {}\n", TemplateKind::environment),
      ElementsAre("error schema-input-type-missing schema/schema.yaml: environment_input_type is missing, which "
                  "an environment template needs (add it below schema and let it name an entry of types)"));
  EXPECT_THAT(findings_of_kind("schema: {pipeline_input_type: P}\n", TemplateKind::service),
              ElementsAre("error schema-input-type-missing schema/schema.yaml: service_input_type is missing, which a "
                          "service template needs (add it below schema and let it name an entry of types)"));
  EXPECT_THAT(findings_of_kind(test::environment_schema, TemplateKind::environment), IsEmpty());
  EXPECT_THAT(findings_of_kind(test::service_schema, TemplateKind::service), IsEmpty());
}

TEST(SchemaOfKind, NamesTheMisspeltKey) {
  EXPECT_THAT(
      findings_of_kind("schema: {other: 1, enviroment_input_type: E}\n", TemplateKind::environment),
      ElementsAre("error schema-input-type-missing schema/schema.yaml: environment_input_type is missing, which "
                  "an environment template needs (rename 'enviroment_input_type' to environment_input_type)"));
}

TEST(SchemaOfKind, LeavesAKeyWithoutANameToItsOwnRule) {
  EXPECT_THAT(findings_of_kind("schema: {environment_input_type: }\n", TemplateKind::environment), IsEmpty());
}

TEST(SchemaOfKind, KeepsPipelinesOutOfEnvironments) {
  EXPECT_THAT(
      findings_of_kind("schema:\n  environment_input_type: E\n  pipeline_input_type: E\n", TemplateKind::environment),
      ElementsAre("error schema-pipeline-in-environment schema/schema.yaml:3:3: an environment template has no "
                  "pipeline_input_type (remove it, or move it to a service template)"));
}

TEST(SchemaOfKind, WantsStringsOfCustomerManagedEnvironments) {
  const auto text = schema_of_types(
      "    E:\n      type: object\n      properties:\n        a: {type: string}\n        b: {type: number}\n        c: "
      "{}\n");
  EXPECT_THAT(findings_of_kind(text, TemplateKind::environment), IsEmpty());
  EXPECT_THAT(findings_of_kind(text, TemplateKind::environment, true),
              ElementsAre("error schema-output-no-string schema/schema.yaml:9:9: output 'b' of a customer-managed "
                          "environment is not of type string (write `type: string`, or add infrastructure/ if these "
                          "are inputs)",
                          StartsWith("error schema-output-no-string schema/schema.yaml:10:9: output 'c' ")));
}

TEST(SchemaRules, HaveIdsOfTheirOwn) {
  std::set<std::string_view> ids;
  for (const auto& rule : lint::schema_rules().rules) {
    EXPECT_THAT(rule.id, StartsWith("schema-"));
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.title.empty() || rule.why.empty()) << rule.id;
  }
}

}  // namespace
}  // namespace baryon::bundle
