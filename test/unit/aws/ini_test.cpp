#include "aws/ini.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baryon::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Ini, ReadsSectionsAndSettings) {
  const auto file = parse_ini(
      "# a comment\r\n[default]\r\nRegion = eu-west-1\r\n\n[ profile   ops ]\n; "
      "another\naws_secret_access_key=a=b#c/d+\n"
      "s3 =\n  max_concurrent_requests = 20\n[default]\noutput=json\n");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->at("default"), (IniSection{{"region", "eu-west-1"}, {"output", "json"}}));
  EXPECT_EQ(file->at("profile ops"), (IniSection{{"aws_secret_access_key", "a=b#c/d+"}, {"s3", ""}}));
}

TEST(Ini, NamesTheLineAndNeverRepeatsIt) {
  for (const auto* text : {"secret = hidden\n", "[a]\nhidden\n", "[a]\n= hidden\n", "[hidden\n", "[]\n"}) {
    const auto file = parse_ini(text);
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().code, ErrorCode::configuration);
    EXPECT_THAT(file.error().message, HasSubstr("line "));
    EXPECT_THAT(file.error().text(), Not(HasSubstr("hidden")));
  }
}

}  // namespace
}  // namespace baryon::aws
