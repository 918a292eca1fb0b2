#include "base/log_pause.h"

#include <gtest/gtest.h>

namespace baryon {
namespace {

TEST(LogPause, SaysHowOftenItWasSilent) {
  LogPause::Time now;
  LogPause pause([&now] { return now; });
  EXPECT_EQ(pause.next(), 0U);
  EXPECT_EQ(pause.next(), std::nullopt);
  now += LogPause::length - std::chrono::milliseconds(1);
  EXPECT_EQ(pause.next(), std::nullopt);
  now += std::chrono::milliseconds(1);
  EXPECT_EQ(pause.next(), 2U);
  EXPECT_EQ(pause.next(), std::nullopt);
  now += LogPause::length;
  EXPECT_EQ(pause.next(), 1U);
}

}  // namespace
}  // namespace baryon
