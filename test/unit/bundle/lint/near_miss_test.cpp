#include "bundle/lint/near_miss.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace baryon::bundle::lint {
namespace {

constexpr std::array<std::string_view, 3> names{"environment", "service", "pipeline"};

TEST(NearMiss, FindsWhatWasMeant) {
  NearMiss near_miss;
  EXPECT_EQ(near_miss.find("enviroment", names), "environment");
  EXPECT_EQ(near_miss.find("banana", names), std::nullopt);
  EXPECT_EQ(near_miss.find("service", {}), std::nullopt);
}

TEST(NearMiss, WordsItAsAHint) {
  NearMiss near_miss;
  EXPECT_EQ(near_miss.hint("servise", names), "did you mean 'service'?");
  EXPECT_EQ(near_miss.hint("banana", names), "");
  EXPECT_EQ(near_miss.hint("banana", names, "remove it"), "remove it");
  EXPECT_EQ(near_miss.hint("a\tcde", std::vector<std::string_view>{"a\tbcde"}), "did you mean 'a\\x09bcde'?");
}

TEST(NearMiss, StopsWhenItHasCostEnough) {
  NearMiss near_miss;
  const std::string name(150, 'a');
  const std::vector<std::string_view> many(1000, name);
  EXPECT_EQ(near_miss.find(name, many), std::nullopt);
  EXPECT_EQ(near_miss.find("servise", names), std::nullopt);
}

}  // namespace
}  // namespace baryon::bundle::lint
