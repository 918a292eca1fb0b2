#include "store/s3/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace baryon::store::s3 {
namespace {

using ::testing::ElementsAre;

TEST(S3Documents, ReadsAPageOfKeys) {
  const auto page = read_key_page(
      "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><EncodingType>url</EncodingType>"
      "<Contents><Key>a+b/%C3%BC%2B</Key></Contents><Contents><Key>c</Key></Contents>"
      "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>");
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_THAT(page->keys, ElementsAre("a b/\xC3\xBC+", "c"));
  EXPECT_EQ(page->next, "t");
}

TEST(S3Documents, ReadsVersionsAndMarkers) {
  const auto page = read_version_page(
      "<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
      "<NextVersionIdMarker>2</NextVersionIdMarker>"
      "<DeleteMarker><Key>k</Key><VersionId>3</VersionId><IsLatest>true</IsLatest>"
      "<LastModified>2026-11-25T10:00:00.250Z</LastModified></DeleteMarker>"
      "<Version><Key>k</Key><VersionId>2</VersionId><IsLatest>false</IsLatest><Size>7</Size>"
      "<LastModified>2026-11-25T09:00:00Z</LastModified></Version></ListVersionsResult>");
  ASSERT_TRUE(page) << page.error().text();
  ASSERT_EQ(page->versions.size(), 2);
  EXPECT_TRUE(page->versions[0].is_delete_marker && page->versions[0].is_latest);
  EXPECT_EQ(page->versions[1].version_id, "2");
  EXPECT_EQ(page->versions[1].size, 7);
  EXPECT_EQ(page->versions[0].modified_at - page->versions[1].modified_at,
            std::chrono::hours(1) + std::chrono::milliseconds(250));
  EXPECT_EQ(page->next_key, "k");
  EXPECT_EQ(page->next_version, "2");
}

TEST(S3Documents, APageThatDoesNotSayWhereItGoesOnIsCorrupt) {
  EXPECT_EQ(read_key_page("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>").error().code,
            ErrorCode::corrupt);
  EXPECT_EQ(read_version_page("<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>").error().code,
            ErrorCode::corrupt);
}

TEST(S3Documents, OtherDocumentsAreCorruptAndMayPass) {
  for (const auto* body : {"", "<html/>", "<ListBucketResult>", "{}"}) {
    const auto page = read_key_page(body);
    ASSERT_FALSE(page) << body;
    EXPECT_EQ(page.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(page.error().retryable);
  }
}

TEST(S3Documents, WritesDeletionsAndReadsTheirFailures) {
  const std::array versions{ObjectVersion{.key = "a&b", .version_id = "1"}, ObjectVersion{.key = "c"}};
  EXPECT_EQ(write_deletion(versions),
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
            "<Object><Key>a&amp;b</Key><VersionId>1</VersionId></Object><Object><Key>c</Key></Object></Delete>");
  const auto failures = read_deletion(
      "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>");
  ASSERT_TRUE(failures && failures->size() == 1);
  EXPECT_EQ(failures->front().key, "a");
  EXPECT_EQ(failures->front().refusal.code, "AccessDenied");
  EXPECT_TRUE(read_deletion("<DeleteResult/>")->empty());
}

TEST(S3Documents, WritesPartsInTheirOrder) {
  const std::array<std::string, 2> etags{"\"x\"", "\"y\""};
  EXPECT_EQ(write_completion(etags),
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            "<Part><PartNumber>1</PartNumber><ETag>&quot;x&quot;</ETag></Part>"
            "<Part><PartNumber>2</PartNumber><ETag>&quot;y&quot;</ETag></Part></CompleteMultipartUpload>");
}

TEST(S3Documents, ReadsHowABucketKeepsObjects) {
  EXPECT_EQ(*read_versioning("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"), "Enabled");
  EXPECT_EQ(*read_versioning("<VersioningConfiguration/>"), "");
  EXPECT_EQ(*read_default_encryption("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                                     "<SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
                                     "</ServerSideEncryptionConfiguration>"),
            "aws:kms");
}

}  // namespace
}  // namespace baryon::store::s3
