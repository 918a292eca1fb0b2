#include "store/s3/location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baryon::store::s3 {
namespace {

using ::testing::HasSubstr;

std::string reason(std::string_view url) {
  const auto location = parse_location(url);
  if (location) return "";
  EXPECT_EQ(location.error().code, ErrorCode::configuration);
  return location.error().text();
}

TEST(S3Location, ReadsEveryPart) {
  const auto location = parse_location(
      "s3://my-bucket/some/prefix/?region=eu-west-1&endpoint=https://s3.example.com:8443/&path_style=false&ca_file=/"
      "ca.pem");
  ASSERT_TRUE(location) << location.error().text();
  EXPECT_EQ(*location, (Location{.bucket = "my-bucket",
                                 .prefix = "some/prefix",
                                 .region = "eu-west-1",
                                 .endpoint = "https://s3.example.com:8443",
                                 .is_path_style = false,
                                 .ca_file = "/ca.pem"}));
  EXPECT_EQ(location->full_key("a"), "some/prefix/a");
  EXPECT_EQ(parse_location("s3://abc?region=eu-west-1")->full_key("a"), "a");
}

TEST(S3Location, AddressesAwsByHostAndOthersByPath) {
  EXPECT_EQ(parse_location("s3://abc/p?region=eu-west-1")->url("p/x y/\xC3\xBC"),
            "https://abc.s3.eu-west-1.amazonaws.com/p/x%20y/%C3%BC");
  EXPECT_EQ(parse_location("s3://abc?region=eu-west-1")->url(), "https://abc.s3.eu-west-1.amazonaws.com/");
  EXPECT_EQ(parse_location("s3://a.bc?region=eu-west-1")->url("x"), "https://s3.eu-west-1.amazonaws.com/a.bc/x");
  EXPECT_EQ(parse_location("s3://abc?region=cn-north-1")->url("x"), "https://abc.s3.cn-north-1.amazonaws.com.cn/x");
  EXPECT_EQ(parse_location("s3://abc?endpoint=http://127.0.0.1:9000")->url("x"), "http://127.0.0.1:9000/abc/x");
  EXPECT_EQ(parse_location("s3://abc?endpoint=http://127.0.0.1:9000")->url(), "http://127.0.0.1:9000/abc");
  EXPECT_EQ(parse_location("s3://abc?endpoint=https://o.example&path_style=false")->url("x"),
            "https://abc.o.example/x");
}

TEST(S3Location, NamesResourcesForPolicies) {
  const auto location = *parse_location("s3://abc/p?region=us-gov-west-1");
  EXPECT_EQ(location.arn_of_bucket(), "arn:aws-us-gov:s3:::abc");
  EXPECT_EQ(location.arn_of_objects(), "arn:aws-us-gov:s3:::abc/p/*");
}

TEST(S3Location, PassesNothingOver) {
  EXPECT_THAT(reason("s3://abc?regin=eu"), HasSubstr("did you mean 'region'?"));
  EXPECT_THAT(reason("s3://abc?sse=x"), HasSubstr("unknown parameter 'sse'"));
  EXPECT_THAT(reason("s3://abc?region=a&region=b"), HasSubstr("twice"));
  EXPECT_THAT(reason("s3://abc?region="), HasSubstr("no value"));
  EXPECT_THAT(reason("s3://abc?region=EU"), HasSubstr("the region is not one"));
  EXPECT_THAT(reason("s3://abc?path_style=yes"), HasSubstr("neither true nor false"));
  EXPECT_THAT(reason("s3://abc?endpoint=ftp://x"), HasSubstr("the endpoint is"));
  EXPECT_THAT(reason("s3://abc?endpoint=https://x/path"), HasSubstr("the endpoint has a path"));
  EXPECT_THAT(reason("s3://abc?region=%zz"), HasSubstr("malformed"));
  EXPECT_THAT(reason("s3://abc#x"), HasSubstr("'#'"));
  EXPECT_THAT(reason("s3://abc/a//b"), HasSubstr("segment"));
  EXPECT_THAT(reason("s3://abc/../b"), HasSubstr("segment"));
  EXPECT_THAT(reason("http://abc"), HasSubstr("begins with 's3://'"));
  for (const auto* bucket : {"", "ab", "Abc", "a_b", "-abc", "abc-", "a..b", "user@abc"})
    EXPECT_THAT(reason("s3://" + std::string(bucket)), HasSubstr("is no name of a bucket")) << bucket;
}

}  // namespace
}  // namespace baryon::store::s3
