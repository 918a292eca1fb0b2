#include "pipeline/listing.h"

#include <gtest/gtest.h>

#include "unit/forge/forge_double.h"

namespace baryon::pipeline {
namespace {

using Call = forge::ForgeDouble::Call;

class ListingTest : public ::testing::Test {
 protected:
  ListingTest() {
    std::int64_t id = 0;
    for (const auto& [project, slug] : {std::pair("PLAT", "infra"), std::pair("PLAT", "attic"),
                                        std::pair("SHOP", "templates-a"), std::pair("~JANE", "own")})
      forge_.push({.id = ++id, .project = project, .slug = slug}, "refs/heads/main", std::string(40, 'a'));
  }

  std::string list(std::vector<std::string> projects) {
    const auto listing = list_repositories(forge_, {.projects = std::move(projects), .branches = {}});
    if (!listing) return listing.error().message;
    std::string out;
    for (const auto& one : listing->repositories) out += one.repository.path() + " ";
    return out;
  }

  forge::ForgeDouble forge_;
};

TEST_F(ListingTest, AsksProjectByProjectWhereTheyAreNamed) {
  EXPECT_EQ(list({"plat", "!PLAT/attic", "SHOP/templates-*"}), "PLAT/infra SHOP/templates-a ");
  EXPECT_EQ(forge_.calls(Call::repositories), 2);
}

TEST_F(ListingTest, AsksForAllWhereAPatternMayStandForAnyProject) {
  EXPECT_EQ(list({"*", "!~*"}), "PLAT/attic PLAT/infra SHOP/templates-a ");
  EXPECT_EQ(list({"!PLAT"}), "SHOP/templates-a ~JANE/own ");
  EXPECT_EQ(list({"PLA?"}), "PLAT/attic PLAT/infra ");
  EXPECT_EQ(forge_.calls(Call::repositories), 3);
}

TEST_F(ListingTest, HasNothingWhereNothingIsConfigured) {
  EXPECT_EQ(list({}), "");
  EXPECT_EQ(forge_.calls(Call::repositories), 0);
}

TEST_F(ListingTest, PassesOverAProjectThatDoesNotExist) {
  const auto listing = list_repositories(forge_, {.projects = {"NONE", "SHOP"}, .branches = {}});
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->repositories.size(), 1U);
  EXPECT_EQ(listing->failures.size(), 1U);
}

TEST_F(ListingTest, FailsWhenNoProjectCanBeListed) {
  EXPECT_FALSE(list_repositories(forge_, {.projects = {"NONE"}, .branches = {}}));
  EXPECT_FALSE(list_repositories(forge_, {.projects = {"NONE", "NEITHER"}, .branches = {}}));
  forge_.fail_next(Call::repositories, {.code = ErrorCode::unavailable, .message = "down", .retryable = true});
  EXPECT_EQ(list({"PLAT", "SHOP"}), "down");
}

}  // namespace
}  // namespace baryon::pipeline
