#include "base/units.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

#include "base/clock.h"

namespace baryon {
namespace {

using std::chrono::milliseconds;

TEST(Units, ReadsSizes) {
  EXPECT_EQ(parse_bytes("10MiB"), 10 * mib);
  EXPECT_EQ(parse_bytes("512KiB"), 512 * kib);
  EXPECT_EQ(parse_bytes("1GiB"), gib);
  EXPECT_EQ(parse_bytes("4096"), 4096U);
  EXPECT_EQ(parse_bytes("7B"), 7U);
  EXPECT_EQ(parse_bytes("0"), 0U);
}

TEST(Units, RefusesWhatIsNoSize) {
  for (const auto* const text : {"", "MiB", "-1", "+1", "1.5MiB", "10MB", "10 MiB", "10mib", "010", " 1", "0x10",
                                 "99999999999GiB", "18446744073709551616"}) {
    const auto size = parse_bytes(text);
    ASSERT_FALSE(size.has_value()) << text;
    EXPECT_EQ(size.error().code, ErrorCode::invalid);
    EXPECT_FALSE(size.error().hint.empty());
  }
}

TEST(Units, ReadsDurations) {
  EXPECT_EQ(parse_duration("300ms"), milliseconds(300));
  EXPECT_EQ(parse_duration("30s"), milliseconds(30'000));
  EXPECT_EQ(parse_duration("5m"), milliseconds(300'000));
  EXPECT_EQ(parse_duration("2h"), milliseconds(7'200'000));
  EXPECT_EQ(parse_duration("1d"), milliseconds(86'400'000));
}

TEST(Units, RefusesADurationWithoutUnit) {
  for (const auto* const text : {"", "5", "ms", "-5s", "5 s", "1.5h", "5min", "99999999999999999d"})
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
}

TEST(Units, ShowsTheShortestExactForm) {
  EXPECT_EQ(format_bytes(10 * mib), "10MiB");
  EXPECT_EQ(format_bytes(mib + 1), "1048577");
  EXPECT_EQ(format_bytes(0), "0");
  EXPECT_EQ(format_duration(std::chrono::minutes(90)), "90m");
  EXPECT_EQ(format_duration(std::chrono::hours(48)), "2d");
  EXPECT_EQ(format_duration(milliseconds(0)), "0ms");
}

RC_GTEST_PROP(Units, ReadsBackTheSizesItShows, ()) {
  const auto bytes = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 40U) << *rc::gen::inRange(0, 20);
  RC_ASSERT(parse_bytes(format_bytes(bytes)).value() == bytes);
}

RC_GTEST_PROP(Units, ReadsBackTheDurationsItShows, ()) {
  const milliseconds duration(*rc::gen::inRange<std::int64_t>(0, 1LL << 40) * *rc::gen::element(1, 1000, 60'000));
  RC_ASSERT(parse_duration(format_duration(duration)).value() == duration);
}

TEST(Clock, WritesRfc3339) {
  EXPECT_EQ(to_rfc3339(from_millis(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(from_millis(951'782'399'999)), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(from_millis(951'782'400'000)), "2000-02-29T00:00:00.000Z");
}

TEST(Clock, TellsAges) {
  const auto now = from_millis(1'000'000'000'000);
  EXPECT_EQ(to_age(now, now), "now");
  EXPECT_EQ(to_age(now + milliseconds(5000), now), "now");
  EXPECT_EQ(to_age(now - std::chrono::seconds(59), now), "59s ago");
  EXPECT_EQ(to_age(now - std::chrono::minutes(5), now), "5m ago");
  EXPECT_EQ(to_age(now - std::chrono::hours(47), now), "47h ago");
  EXPECT_EQ(to_age(now - std::chrono::hours(49), now), "2d ago");
}

}  // namespace
}  // namespace baryon
