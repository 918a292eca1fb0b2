#include "base/secret.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.h"

namespace baryon {
namespace {

TEST(Secret, ShowsNothingOfItsValue) {
  EXPECT_EQ(Secret("hunter2").masked(), "***");
  EXPECT_EQ(Secret("a much longer secret than that").masked(), "***");
  EXPECT_EQ(Secret().masked(), "");
}

TEST(Secret, GivesItsValueToWhoAsksByName) {
  EXPECT_EQ(Secret("hunter2").reveal(), "hunter2");
  EXPECT_TRUE(Secret().empty());
  EXPECT_FALSE(Secret("x").empty());
  EXPECT_EQ(Secret("x"), Secret("x"));
  EXPECT_FALSE(Secret("x") == Secret("y"));
}

TEST(Secret, LeavesNothingInWhatItWasMovedFrom) {
  Secret from("hunter2");
  const Secret to(std::move(from));
  EXPECT_EQ(to.reveal(), "hunter2");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the point
  Secret other("before");
  Secret third("third");
  other = std::move(third);
  EXPECT_EQ(other.reveal(), "third");
  EXPECT_TRUE(third.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, IsWipedFromMemory) {
  alignas(Secret) std::array<char, sizeof(Secret)> room{};
  auto* const secret = std::construct_at(reinterpret_cast<Secret*>(room.data()), std::string("hunter2"));
  ASSERT_TRUE(std::string_view(room.data(), room.size()).contains("hunter2"));  // short texts lie in the object
  std::destroy_at(secret);
  const volatile char* const left = room.data();
  std::string seen;
  for (std::size_t i = 0; i < room.size(); ++i) seen += left[i];
  EXPECT_FALSE(seen.contains("unter"));
}

TEST(Random, GivesAsMuchAsAskedAndNeverTheSame) {
  EXPECT_EQ(random_bytes(0).size(), 0U);
  EXPECT_EQ(random_hex(16).size(), 32U);
  EXPECT_NE(random_hex(16), random_hex(16));
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random_below(3), 3U);
  EXPECT_EQ(random_below(1), 0U);
}

}  // namespace
}  // namespace baryon
