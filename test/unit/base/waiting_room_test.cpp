#include "base/waiting_room.h"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace baryon {
namespace {

using std::chrono::milliseconds;

// Time stands still unless the test moves it.
class WaitingRooms : public ::testing::Test {
 protected:
  WaitingRoom with(std::size_t max_waiting, milliseconds max_age) {
    return WaitingRoom({.max_waiting = max_waiting, .max_age = max_age, .now = [this] { return now_; }});
  }

  WaitingRoom::Time now_;
};

TEST_F(WaitingRooms, LetsInAsManyAsMayWait) {
  auto room = with(2, milliseconds(100));
  const auto first = room.enter();
  auto second = room.enter();
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(room.enter());
  second.reset();
  EXPECT_TRUE(room.enter());
}

TEST_F(WaitingRooms, LetsNobodyInWhileTheFirstWaitsTooLong) {
  auto room = with(1000, milliseconds(100));
  auto first = room.enter();
  now_ += milliseconds(60);
  auto second = room.enter();
  now_ += milliseconds(40);
  EXPECT_TRUE(room.enter());  // exactly as long as is allowed
  now_ += milliseconds(1);
  EXPECT_FALSE(room.enter());
  first.reset();  // now the second came first, 41 ms ago
  EXPECT_TRUE(room.enter());
  now_ += milliseconds(60);
  EXPECT_FALSE(room.enter());
}

TEST_F(WaitingRooms, LooksAtThoseThatWaitAlone) {
  auto room = with(1000, milliseconds(100));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(room.enter());
    now_ += milliseconds(1000);
  }
}

TEST_F(WaitingRooms, KeepsAPlaceThatIsHandedOn) {
  auto room = with(1, milliseconds(100));
  auto place = room.enter();
  auto moved = std::move(place);
  place.reset();
  EXPECT_FALSE(room.enter());
  {
    auto last = *std::move(moved);
    EXPECT_FALSE(room.enter());
  }
  EXPECT_TRUE(room.enter());
}

TEST_F(WaitingRooms, LeavesTheOldPlaceWhenGivenAnother) {
  auto room = with(2, milliseconds(100));
  auto first = *room.enter();
  auto second = *room.enter();
  first = std::move(second);
  EXPECT_TRUE(room.enter());
}

TEST(WaitingRoom, CountsFromManyThreads) {
  WaitingRoom room({.max_waiting = 4, .max_age = std::chrono::hours(1)});
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) EXPECT_TRUE(room.enter());
      });
  }
  std::vector<WaitingRoom::Place> places;
  for (int i = 0; i < 4; ++i) places.push_back(*room.enter());
  EXPECT_FALSE(room.enter());
}

}  // namespace
}  // namespace baryon
