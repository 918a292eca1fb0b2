#include "base/pauses.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <thread>

namespace baryon {
namespace {

using namespace std::chrono_literals;

TEST(StoppablePauses, LastAsLongAsTheyAreToldTo) {
  StoppablePauses pauses;
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(pauses.pause(5ms));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 5ms);
}

TEST(StoppablePauses, EndWithTheProgram) {
  std::stop_source stop;
  StoppablePauses pauses(stop.get_token());
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(pauses.pause(24h));
  EXPECT_FALSE(pauses.pause(24h));
}

}  // namespace
}  // namespace baryon
