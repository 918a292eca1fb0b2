#include "forge/ref_name.h"

#include <gtest/gtest.h>

#include <string>

#include "forge/repository_name.h"

namespace baryon::forge {
namespace {

TEST(RefName, KnowsHashes) {
  EXPECT_TRUE(is_commit_hash("929d3054cf60e11a38672966f948bb5d95f48f0e"));
  EXPECT_TRUE(is_commit_hash("929D3054CF60E11A38672966F948BB5D95F48F0E"));
  EXPECT_FALSE(is_commit_hash("929d3054cf60e11a38672966f948bb5d95f48f0"));
  EXPECT_FALSE(is_commit_hash("929d3054cf60e11a38672966f948bb5d95f48f0g"));
  EXPECT_FALSE(is_commit_hash(""));
  EXPECT_TRUE(is_zero_hash(std::string(40, '0')));
  EXPECT_FALSE(is_zero_hash(std::string(39, '0')));
  EXPECT_FALSE(is_zero_hash(std::string(39, '0') + "1"));
}

TEST(RefName, TakesWhateverGitTakes) {
  EXPECT_TRUE(is_plausible_ref("refs/heads/main"));
  EXPECT_TRUE(is_plausible_ref("refs/tags/special-\"$;><&#_=@!|.,/test"));
  EXPECT_TRUE(is_plausible_ref("refs/heads/\u00FCber"));
  EXPECT_TRUE(is_plausible_ref("refs/heads/" + std::string(1024 - 11, 'x')));
}

TEST(RefName, RefusesWhatIsNoFullName) {
  EXPECT_FALSE(is_plausible_ref("main"));
  EXPECT_FALSE(is_plausible_ref("refs/"));
  EXPECT_FALSE(is_plausible_ref(""));
  EXPECT_FALSE(is_plausible_ref("refs/heads/a\nb"));
  EXPECT_FALSE(is_plausible_ref(std::string("refs/heads/a\0b", 14)));
  EXPECT_FALSE(is_plausible_ref("refs/heads/" + std::string(1024 - 10, 'x')));
}

TEST(RepositoryName, StandsAsOneSegmentOfAUrl) {
  EXPECT_TRUE(is_plausible_name("PRJ"));
  EXPECT_TRUE(is_plausible_name("~USER"));
  EXPECT_TRUE(is_plausible_name("sandbox-v2.1_x"));
  EXPECT_TRUE(is_plausible_name(".github"));
  for (const auto* text : {"", ".", "..", "a/b", "a\\b", "a\nb"}) EXPECT_FALSE(is_plausible_name(text)) << text;
  EXPECT_FALSE(is_plausible_name(std::string(256, 'x')));
}

}  // namespace
}  // namespace baryon::forge
