#include "doctor/server_answer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace baryon::doctor {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Timestamp noon(std::chrono::sys_days(std::chrono::year(2026) / 11 / 25) + std::chrono::hours(12));

ServerAnswer answer_dated(const std::string& date, milliseconds sent, milliseconds received) {
  return {.answer = forge::bitbucket::Answer{.status = 200, .headers = {{"Date", date}}},
          .sent_at = noon + sent,
          .received_at = noon + received};
}

std::optional<milliseconds> lead(milliseconds sent, milliseconds received) {
  return clock_lead(answer_dated("Wed, 25 Nov 2026 12:00:00 GMT", sent, received));
}

TEST(ClockLead, IsNothingWithinTheServersSecond) {
  EXPECT_EQ(lead(milliseconds(0), milliseconds(10)), milliseconds(0));
  EXPECT_EQ(lead(milliseconds(990), milliseconds(999)), milliseconds(0));
  EXPECT_EQ(lead(seconds(-3), seconds(20)), milliseconds(0));  // a slow answer tells no more
}

TEST(ClockLead, IsHowFarThisClockIsAheadOrBehind) {
  EXPECT_EQ(lead(seconds(61), seconds(62)), seconds(60));
  EXPECT_EQ(lead(seconds(-62), seconds(-60)), seconds(-60));
}

TEST(ClockLead, IsUnknownWithoutADate) {
  EXPECT_FALSE(clock_lead(answer_dated("yesterday or so, perhaps", seconds(0), seconds(0))).has_value());
  EXPECT_FALSE(clock_lead({.answer = forge::bitbucket::Answer{.status = 200}, .sent_at = noon, .received_at = noon})
                   .has_value());
  EXPECT_FALSE(
      clock_lead({.answer = fail(ErrorCode::unavailable, "down"), .sent_at = noon, .received_at = noon}).has_value());
}

}  // namespace
}  // namespace baryon::doctor
