#include "aws/signing_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baryon::aws {
namespace {

using std::chrono::sys_seconds;

TEST(SigningTime, ReadsTheBasicFormat) {
  EXPECT_EQ(parse_basic_time("20150830T123600Z"), sys_seconds(std::chrono::seconds(1440938160)));
  EXPECT_EQ(parse_basic_time("20240229T235959Z"), sys_seconds(std::chrono::seconds(1709251199)));
}

TEST(SigningTime, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "20150830", "2015-08-30T12:36:00Z", "20150830T123600", "20150830T123600z", "20150830 123600Z",
        "20151330T123600Z", "20150831T240000Z", "20150831T126000Z", "20150831T120060Z", "20150229T120000Z",
        "20150830T12360aZ", "20150830T123600ZZ", "+0150830T123600Z", "2015 830T123600Z", "20150800T123600Z"})
    EXPECT_EQ(parse_basic_time(text), std::nullopt) << text;
}

TEST(SigningTime, ReadsTheDateOfHttp) {
  EXPECT_EQ(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT"), parse_basic_time("20150830T123600Z"));
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), sys_seconds());
}

TEST(SigningTime, RefusesWhatIsNoDateOfHttp) {
  for (const auto* text :
       {"", "Sun, 30 Aug 2015 12:36:00", "Sun, 30 Aug 2015 12:36:00 UTC", "Sunday, 30-Aug-15 12:36:00 GMT",
        "Sun, 30 aug 2015 12:36:00 GMT", "Sun, 30 anF 2015 12:36:00 GMT", "Sun, 31 Feb 2015 12:36:00 GMT",
        "Sun, 30 Aug 2015 25:36:00 GMT", "Sun Aug 30 12:36:00 2015     ", "20150830T123600Z"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

RC_GTEST_PROP(SigningTime, WhatIsWrittenIsRead, ()) {
  const sys_seconds time(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 253'402'300'800)));  // up to 9999
  RC_ASSERT(parse_basic_time(to_basic_time(time)) == time);
}

}  // namespace
}  // namespace baryon::aws
