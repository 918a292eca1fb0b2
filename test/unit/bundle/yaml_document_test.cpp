#include "bundle/yaml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::bundle {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Error error_of(std::string_view text, const YamlLimits& limits = {}) {
  const auto result = load_yaml(text, "file.yaml", limits);
  EXPECT_FALSE(result) << text.substr(0, 100);
  return result ? Error{} : result.error();
}

TEST(YamlDocument, ReadsWhatIsFine) {
  EXPECT_EQ(load_yaml("a: [1, {b: &x text}]\nc: *x\n", "file.yaml").value()["c"].Scalar(), "text");
  EXPECT_TRUE(load_yaml("", "file.yaml").value().IsNull());
  EXPECT_TRUE(load_yaml("a: caf\xC3\xA9 #\t\r\nb: 1", "file.yaml"));
}

TEST(YamlDocument, SaysWhereItIsWrong) {
  EXPECT_THAT(error_of("a: 1\nb: [1, 2\n").message, StartsWith("file.yaml:3:1: "));
  EXPECT_THAT(error_of("a: *unknown\n").message, StartsWith("file.yaml:1:4: "));
  EXPECT_EQ(error_of("a: {b").code, ErrorCode::invalid);
}

// yaml-cpp quotes the version in its message.
TEST(YamlDocument, EscapesWhatItQuotes) {
  EXPECT_EQ(error_of("%YAML 1.a\tb\n---\n").message.find('\t'), std::string::npos);
  EXPECT_THAT(error_of("%YAML 0.5\rx\n").message, HasSubstr("bad YAML version: 0.5\\x0d"));
}

TEST(YamlDocument, RefusesBytesThatAreNoText) {
  EXPECT_THAT(error_of("a: \xFF").message, HasSubstr("no valid UTF-8"));
  EXPECT_THAT(error_of(std::string("a: 1\nb: \0", 9)).message, StartsWith("file.yaml:2: control characters"));
  EXPECT_THAT(error_of("a: 1\n\x04\nb: 2").message, HasSubstr("control characters"));
}

TEST(YamlDocument, CountsAliasesAtEachUse) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) text += ", " + last;
    text += "]\n";
  }
  EXPECT_THAT(error_of(text).message, HasSubstr("limit yaml_values"));
}

TEST(YamlDocument, RefusesAnAliasInsideItsOwnAnchor) {
  EXPECT_THAT(error_of("a: &a [*a]").message, HasSubstr("alias lies inside"));
  EXPECT_THAT(error_of("&a {b: {c: *a}}").message, HasSubstr("alias lies inside"));
}

TEST(YamlDocument, StopsBeforeItRecursesTooDeeply) {
  for (const auto* const opening : {"[", "{a: ", "- ", "? "}) {
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += opening;
    EXPECT_EQ(error_of(text).code, ErrorCode::too_large) << opening;
  }
}

TEST(YamlDocument, NamesTheLimitThatIsPassed) {
  EXPECT_THAT(error_of(std::string(101, 'a'), {.yaml_bytes = 100}).message, HasSubstr("limit yaml_bytes of 100"));
  EXPECT_THAT(error_of("[[[a]]]", {.yaml_depth = 2}).message,
              HasSubstr("file.yaml:1:3: the document passes the limit yaml_depth"));
  EXPECT_THAT(error_of("[a, b, c]", {.yaml_values = 3}).message, HasSubstr("limit yaml_values"));
  EXPECT_THAT(error_of("[a, b, c]", {.yaml_tokens = 3}).message, HasSubstr("limit yaml_tokens"));
  EXPECT_EQ(error_of("a: &x 1\nb: [*x, *x, *x]\n", {.yaml_aliases = 2}).message,
            "file.yaml:2:13: the document passes the limit yaml_aliases of 2");
  EXPECT_EQ(error_of("a: 1\nb: 'xxxxx'\n", {.yaml_scalar_bytes = 4}).message,
            "file.yaml:2:4: the document passes the limit yaml_scalar_bytes of 4");
}

TEST(YamlDocument, TakesWhatJustKeepsToTheLimits) {
  const std::string text = "a: &x 'xxxxx'\nb: [*x, *x]\n";
  EXPECT_TRUE(load_yaml(
      text, "file.yaml",
      {.yaml_bytes = text.size(), .yaml_depth = 2, .yaml_values = 7, .yaml_aliases = 2, .yaml_scalar_bytes = 5}));
}

TEST(YamlDocument, CountsAliasesOfWhatIsSmall) {
  std::string text = "a: &a x\nb:\n";
  for (int i = 0; i < 1001; ++i) text += "- *a\n";
  EXPECT_EQ(error_of(text).message, "file.yaml:1003:3: the document passes the limit yaml_aliases of 1000");
}

TEST(YamlDocument, MeasuresScalarsInWhateverStyle) {
  const std::string long_line(300, 'x');
  const YamlLimits limits{.yaml_scalar_bytes = 299};
  for (const auto& scalar :
       {long_line, "'" + long_line + "'", '"' + long_line + '"', "|\n  " + long_line, "! " + long_line})
    EXPECT_THAT(error_of("a: " + scalar + "\n", limits).message, HasSubstr("limit yaml_scalar_bytes of 299")) << scalar;
  EXPECT_THAT(error_of("? " + long_line + "\n: a\n", limits).message, HasSubstr("yaml_scalar_bytes"));
  EXPECT_THAT(error_of("a: >\n" + std::string(300, '\n') + "  x\n", limits).message, HasSubstr("yaml_scalar_bytes"));
}

TEST(YamlDocument, TurnsMisuseOfNodesIntoAnError) {
  const auto node = load_yaml("text", "file.yaml").value();
  const auto result = catching_yaml("file.yaml", [&]() -> Result<int> { return node["key"].as<int>(); });
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, StartsWith("file.yaml"));
}

}  // namespace
}  // namespace baryon::bundle
