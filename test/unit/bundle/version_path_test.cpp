#include "bundle/version_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace baryon::bundle {
namespace {

TEST(VersionPath, TakesNumbersWithoutLeadingZeros) {
  EXPECT_EQ(parse_version_segment("v1"), 1);
  EXPECT_EQ(parse_version_segment("v10"), 10);
  EXPECT_EQ(parse_version_segment("v999999999"), 999'999'999);
}

TEST(VersionPath, TakesNothingElse) {
  for (const auto* const text : {"", "v", "v0", "v01", "v-1", "v+1", "v1a", "va", "V1", "1", "v1.0", "v 1",
                                 "v1000000000", "vv1", "version1", "v\xD9\xA1"})
    EXPECT_FALSE(parse_version_segment(text)) << text;
}

TEST(VersionPath, NamesTemplateAndMajor) {
  const auto found = version_paths_above("templates/vpc/v12/schema/schema.yaml");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].directory, "templates/vpc/v12");
  EXPECT_EQ(found[0].template_name, "vpc");
  EXPECT_EQ(found[0].major, 12);
}

TEST(VersionPath, HasNoNameAtTheRoot) {
  const auto found = version_paths_above("v1/schema/schema.yaml");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].directory, "v1");
  EXPECT_EQ(found[0].template_name, "");
}

TEST(VersionPath, ListsNestedOnesOutermostFirst) {
  const auto found = version_paths_above("a/v1/b/v2/v3/c");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].directory, "a/v1");
  EXPECT_EQ(found[1].directory, "a/v1/b/v2");
  EXPECT_EQ(found[2].directory, "a/v1/b/v2/v3");
  EXPECT_EQ(found[2].template_name, "v2");
}

TEST(VersionPath, IsAboutDirectoriesOnly) {
  EXPECT_TRUE(version_paths_above("a/v1").empty());
  EXPECT_TRUE(version_paths_above("v1").empty());
  EXPECT_TRUE(version_paths_above("a/b/c").empty());
  EXPECT_TRUE(version_paths_above("").empty());
}

TEST(TemplateName, FollowsProtonsPattern) {
  for (const auto* const name : {"a", "vpc-env", "0", "A_b-9", "x-"}) EXPECT_TRUE(check_template_name(name)) << name;
  for (const auto* const name : {"", "-a", "_a", "a.b", "a b", "\xC3\xA4", "a/b"})
    EXPECT_FALSE(check_template_name(name)) << name;
  EXPECT_TRUE(check_template_name(std::string(100, 'a')));
  EXPECT_FALSE(check_template_name(std::string(101, 'a')));
}

RC_GTEST_PROP(VersionPath, ReadsBackWhatANumberLooksLike, ()) {
  const auto number = *rc::gen::inRange(1, 1'000'000'000);
  RC_ASSERT(parse_version_segment("v" + std::to_string(number)) == number);
  RC_ASSERT(!parse_version_segment("v0" + std::to_string(number)));
}

}  // namespace
}  // namespace baryon::bundle
