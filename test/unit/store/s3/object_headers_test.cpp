#include "store/s3/object_headers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace baryon::store::s3 {
namespace {

TEST(S3Metadata, KeepsAsciiReadableAndEncodesTheRest) {
  EXPECT_EQ(encode_value("refs/heads/main \"x\" \\ + ="), "refs/heads/main \"x\" \\ + =");
  EXPECT_EQ(encode_value("f\xC3\xBCr 100%"), "f%C3%BCr 100%25");
  EXPECT_EQ(encode_value(" x "), "%20x%20");
  EXPECT_EQ(encode_value(""), "");
}

TEST(S3Metadata, LeavesWhatOthersWroteWithPercentSigns) {
  EXPECT_EQ(decode_value("100% of %zz %4"), "100% of %zz %4");
  EXPECT_EQ(decode_value("%41%"), "A%");
}

RC_GTEST_PROP(S3MetadataProperty, EveryValueComesBackAndIsFitForAHeader, (const std::string& value)) {
  const auto field = encode_value(value);
  RC_ASSERT(decode_value(field) == value);
  RC_ASSERT(std::ranges::all_of(field, [](char c) { return c >= ' ' && c < 0x7f; }));
  RC_ASSERT(!field.starts_with(' '));  // the macro takes || apart: both sides are computed
  RC_ASSERT(!field.ends_with(' '));
}

TEST(S3Metadata, TheDigestGivesWayToTheCallersOwn) {
  const std::string digest(64, 'd');
  net::Headers small;
  ASSERT_TRUE(add_metadata(small, {{"branch", "main"}}, digest));
  EXPECT_EQ(small.find("x-amz-meta-baryon-sha256"), digest);
  net::Headers full;
  ASSERT_TRUE(add_metadata(full, {{"a", std::string(max_metadata_bytes - 1, 'x')}}, digest));
  EXPECT_FALSE(full.find("x-amz-meta-baryon-sha256"));
  net::Headers over;
  EXPECT_EQ(add_metadata(over, {{"a", std::string(max_metadata_bytes - 1, '%')}}, digest).error().code,
            ErrorCode::invalid);
}

TEST(S3Metadata, ReadsWhatAnAnswerTells) {
  const auto head = read_object_head("k", {{"Content-Length", "5"},
                                           {"ETag", "\"e\""},
                                           {"X-Amz-Meta-Branch", "f%C3%BCr"},
                                           {"x-amz-meta-baryon-sha256", "abc"},
                                           {"x-amz-meta-no good", "x"},
                                           {"Content-Type", "text/plain"}});
  ASSERT_TRUE(head) << head.error().text();
  EXPECT_EQ(head->info.key, "k");
  EXPECT_EQ(head->info.size, 5);
  EXPECT_EQ(head->info.metadata, (Metadata{{"branch", "f\xC3\xBCr"}}));
  EXPECT_EQ(head->digest, "abc");
  EXPECT_EQ(head->etag, "\"e\"");
  EXPECT_EQ(read_object_head("k", {}).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace baryon::store::s3
