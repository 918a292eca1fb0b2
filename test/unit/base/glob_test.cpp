#include "base/glob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace baryon {
namespace {

// The definition, without regard to cost.
bool matches_by_definition(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.starts_with("**"))
    return matches_by_definition(pattern.substr(2), name) ||
           (!name.empty() && matches_by_definition(pattern, name.substr(1)));
  if (pattern[0] == '*')
    return matches_by_definition(pattern.substr(1), name) ||
           (!name.empty() && name[0] != '/' && matches_by_definition(pattern, name.substr(1)));
  if (name.empty()) return false;
  const bool fits = pattern[0] == name[0] || (pattern[0] == '?' && name[0] != '/');
  return fits && matches_by_definition(pattern.substr(1), name.substr(1));
}

std::string text_of(const std::string& alphabet, std::size_t longest) {
  const auto size = *rc::gen::inRange<std::size_t>(0, longest + 1);
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(alphabet));
}

TEST(Glob, MatchesWholeNames) {
  EXPECT_TRUE(glob_matches("main", "main"));
  EXPECT_FALSE(glob_matches("main", "maintenance"));
  EXPECT_FALSE(glob_matches("main", "domain"));
  EXPECT_FALSE(glob_matches("", "main"));
  EXPECT_TRUE(glob_matches("", ""));
}

TEST(Glob, KeepsAStarWithinItsSegment) {
  EXPECT_TRUE(glob_matches("release/*", "release/1.2"));
  EXPECT_TRUE(glob_matches("release/*", "release/"));
  EXPECT_FALSE(glob_matches("release/*", "release/1/2"));
  EXPECT_FALSE(glob_matches("*", "feature/x"));
  EXPECT_FALSE(glob_matches("a*c", "a/c"));
}

TEST(Glob, LetsTwoStarsCrossSegments) {
  EXPECT_TRUE(glob_matches("**", "a/b/c"));
  EXPECT_TRUE(glob_matches("release/**", "release/1/2"));
  EXPECT_TRUE(glob_matches("**/hotfix", "team/a/hotfix"));
  EXPECT_TRUE(glob_matches("a**z*/end", "a/b/z1/end"));
  EXPECT_FALSE(glob_matches("**/hotfix", "hotfix"));
}

TEST(Glob, TakesAQuestionMarkForOneCharacterOfASegment) {
  EXPECT_TRUE(glob_matches("v?", "v1"));
  EXPECT_FALSE(glob_matches("v?", "v"));
  EXPECT_FALSE(glob_matches("v?", "v/"));
}

TEST(Glob, IgnoresTheCaseOfAsciiLettersWhereAsked) {
  EXPECT_TRUE(glob_matches_ignoring_case("Plat*", "PLATFORM"));
  EXPECT_FALSE(glob_matches("Plat*", "PLATFORM"));
  EXPECT_TRUE(any_glob_matches({"plat"}, "PLAT", Case::ignored));
  EXPECT_FALSE(any_glob_matches({"plat"}, "PLAT"));
}

TEST(Glob, LetsTheLastMatchingPatternDecide) {
  const std::vector<std::string> patterns{"release/*", "!release/old", "release/ol?"};
  EXPECT_TRUE(any_glob_matches(patterns, "release/new"));
  EXPECT_TRUE(any_glob_matches(patterns, "release/old"));
  EXPECT_FALSE(any_glob_matches({"release/*", "!release/old"}, "release/old"));
  EXPECT_FALSE(any_glob_matches(patterns, "main"));
}

TEST(Glob, StartsFromEverythingWhereOnlyExclusionsAreListed) {
  EXPECT_TRUE(any_glob_matches({"!wip/*"}, "main"));
  EXPECT_FALSE(any_glob_matches({"!wip/*"}, "wip/x"));
  EXPECT_FALSE(any_glob_matches({}, "main"));
}

TEST(Glob, FinishesPatternsMadeToExplode) {
  std::string stars;
  std::string pairs;
  for (int i = 0; i < 40; ++i) {
    stars += "*a";
    pairs += "**a*b";
  }
  const std::string name(2000, 'a');
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_matches(stars + "c", name));
  EXPECT_FALSE(glob_matches(pairs + "c", name));
  // Backtracking into every star would take longer than the universe is old; this is milliseconds.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

RC_GTEST_PROP(Glob, MatchesALiteralWithItself, ()) {
  const auto name = text_of("abz/._-1", 30);
  RC_ASSERT(glob_matches(name, name));
  RC_ASSERT(any_glob_matches({name}, name));
  RC_ASSERT(!any_glob_matches({"**", "!" + name}, name));
}

RC_GTEST_PROP(Glob, NeverLetsAStarCrossASlash, ()) {
  const auto left = text_of("ab/", 8);
  const auto right = text_of("ab/", 8);
  RC_ASSERT(!glob_matches("*", left + "/" + right));
}

RC_GTEST_PROP(Glob, AgreesWithItsDefinition, ()) {
  const auto pattern = text_of("ab/*?", 10);
  const auto name = text_of("ab/", 10);
  RC_ASSERT(glob_matches(pattern, name) == matches_by_definition(pattern, name));
}

}  // namespace
}  // namespace baryon
