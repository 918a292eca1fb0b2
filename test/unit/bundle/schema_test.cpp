#include "bundle/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Schema, TellsTheInputTypesAndTheirLines) {
  const auto environment = parse_schema(test::environment_schema).value();
  ASSERT_TRUE(environment.environment);
  EXPECT_EQ(environment.environment->name, "EnvInput");
  EXPECT_EQ(environment.environment->line, 3);
  EXPECT_FALSE(environment.service);

  const auto service = parse_schema("schema:\n  service_input_type: S\n  pipeline_input_type: \"P\"\n").value();
  EXPECT_EQ(service.service->name, "S");
  EXPECT_EQ(service.pipeline->name, "P");
  EXPECT_FALSE(service.environment);
}

TEST(Schema, LeavesTheRestToLint) { EXPECT_TRUE(parse_schema("schema: {}\nother: 1\n")); }

TEST(Schema, RefusesWhatHoldsNoSchema) {
  for (const auto* const text : {"", "text", "[schema]", "schema:", "schema: text", "schemas: {}", "schema: []"}) {
    const auto result = parse_schema(text);
    ASSERT_FALSE(result) << text;
    EXPECT_THAT(result.error().message, HasSubstr("no map named schema")) << text;
  }
}

TEST(Schema, RefusesInputTypesThatAreNoNames) {
  for (const auto* const value : {"", "[a]", "{a: b}", "\"\""}) {
    const auto result = parse_schema("schema:\n  environment_input_type: " + std::string(value));
    ASSERT_FALSE(result) << value;
    EXPECT_THAT(result.error().message,
                StartsWith("schema/schema.yaml:2:3: environment_input_type has to name a type"));
  }
}

TEST(Schema, SaysWhereYamlIsBroken) {
  EXPECT_THAT(parse_schema("schema:\n  a: [1\n").error().message, StartsWith("schema/schema.yaml:3:1: "));
}

TEST(Schema, TakesKeysOfAnyKind) { EXPECT_TRUE(parse_schema("schema:\n  [a, b]: c\n  {d: e}: f\n  ? \n  : g\n")); }

}  // namespace
}  // namespace baryon::bundle
