#include "cli/since.h"

#include <gtest/gtest.h>

#include <chrono>

namespace baryon::cli {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

const Timestamp now = Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + hours(14);

Timestamp since(std::string_view text) {
  const auto time = parse_since(text, now);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(Timestamp());
}

TEST(Since, ReadsTimes) {
  EXPECT_EQ(since("2026-11-22T13:00:00Z"), now - hours(1));
  EXPECT_EQ(since("2026-11-22T13:00:00.250Z"), now - hours(1) + milliseconds(250));
  EXPECT_EQ(since("2026-11-22T13:00:00.0001234Z"), now - hours(1));
  EXPECT_EQ(since("2026-11-22t14:30:00+01:30"), now - hours(1));
  EXPECT_EQ(since("2026-11-22 11:00:00-02:00"), now - hours(1));
}

TEST(Since, ReadsDatesAsTheirBegin) { EXPECT_EQ(since("2026-11-22"), now - hours(14)); }

TEST(Since, ReadsHowLongAgo) {
  EXPECT_EQ(since("24h"), now - hours(24));
  EXPECT_EQ(since("7d"), now - hours(24 * 7));
}

TEST(Since, RefusesWhatIsNoTime) {
  for (const auto* const text :
       {"", "yesterday", "2026-13-01", "2026-02-30", "2026-11-22T", "2026-11-22T13:00:00", "2026-11-22T25:00:00Z",
        "2026-11-22T13:00:00.Z", "2026-11-22T13:00:00+1:00", "2026-11-22T13:00:00Z ", "24", "-1h", "+026-11-22"})
    EXPECT_EQ(parse_since(text, now).error().code, ErrorCode::invalid) << text;
}

TEST(Since, RefusesTimesToCome) { EXPECT_TRUE(parse_since("2026-11-23", now).error().message.contains("to come")); }

}  // namespace
}  // namespace baryon::cli
