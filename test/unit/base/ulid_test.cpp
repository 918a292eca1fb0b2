#include "base/ulid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace baryon {
namespace {

TEST(Ulid, HasItsForm) {
  const auto id = new_ulid(system_clock().now());
  EXPECT_TRUE(is_ulid(id));
  EXPECT_EQ(id.size(), 26U);
}

TEST(Ulid, KnowsWhatIsNone) {
  const std::string good = "01j00000000000000000000000";
  EXPECT_TRUE(is_ulid(good));
  EXPECT_FALSE(is_ulid(""));
  EXPECT_FALSE(is_ulid(good.substr(1)));
  EXPECT_FALSE(is_ulid(good + "0"));
  for (const char wrong : {'i', 'l', 'o', 'u', 'A', '-', '\0'}) {
    auto text = good;
    text[20] = wrong;
    EXPECT_FALSE(is_ulid(text)) << wrong;
  }
}

TEST(Ulid, SortsByTime) {
  const auto begin = system_clock().now();
  std::vector<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.push_back(new_ulid(begin + std::chrono::milliseconds(i)));
  EXPECT_TRUE(std::ranges::is_sorted(ids));
}

TEST(Ulid, SortsWithinAMillisecondInTheOrderMade) {
  const auto now = system_clock().now();
  std::vector<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.push_back(new_ulid(now));
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(Ulid, StaysAscendingWhenTheClockGoesBack) {
  const auto now = system_clock().now();
  const auto first = new_ulid(now);
  EXPECT_LT(first, new_ulid(now - std::chrono::hours(1)));
}

TEST(Ulid, IsUniqueAcrossThreads) {
  constexpr std::size_t threads = 8;
  constexpr std::size_t each = 2000;
  std::vector<std::vector<std::string>> made(threads);
  {
    std::vector<std::jthread> workers;
    for (auto& mine : made)
      workers.emplace_back([&mine] {
        for (std::size_t i = 0; i < each; ++i) mine.push_back(new_ulid(system_clock().now()));
      });
  }
  std::vector<std::string> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::ranges::is_sorted(mine));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::ranges::sort(all);
  EXPECT_EQ(all.size(), threads * each);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

}  // namespace
}  // namespace baryon
