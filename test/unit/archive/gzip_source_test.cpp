#include "archive/gzip_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "unit/archive/tar_builder.h"

namespace baryon::archive {
namespace {

using test::gzip;
using test::noise;
using testing::HasSubstr;

Result<std::string> inflate(std::string_view bytes) {
  auto file = test::spool(bytes);
  BARYON_CHECK(file.rewind());
  GzipSource source(file);
  std::string out;
  while (true) {
    BARYON_TRY(const auto piece, source.next());
    if (piece.empty()) break;
    out.append(piece.begin(), piece.end());
  }
  EXPECT_EQ(source.packed_bytes(), bytes.size());
  EXPECT_EQ(source.unpacked_bytes(), out.size());
  return out;
}

TEST(GzipSource, InflatesWhatFitsIntoOneBuffer) { EXPECT_EQ(inflate(gzip("hello")).value(), "hello"); }

TEST(GzipSource, InflatesAnEmptyMember) { EXPECT_EQ(inflate(gzip("")).value(), ""); }

TEST(GzipSource, InflatesMoreThanItsBuffers) {
  const auto text = noise(700'000) + std::string(3'000'000, 'a') + noise(300'000, 2);
  EXPECT_EQ(inflate(gzip(text)).value(), text);
}

TEST(GzipSource, JoinsMembersWhereverTheBufferEnds) {
  // Sizes around the packed buffer of 64 KiB, so that the seam falls on every place of header and trailer.
  for (std::size_t size = 65'480; size < 65'550; ++size) {
    const auto first = noise(size);
    ASSERT_EQ(inflate(gzip(first) + gzip("second") + gzip("third")).value(), first + "secondthird") << size;
  }
}

TEST(GzipSource, PassesOverZerosAfterTheLastMember) {
  EXPECT_EQ(inflate(gzip("a") + std::string(200'000, '\0')).value(), "a");
}

TEST(GzipSource, RefusesOtherBytesAfterTheLastMember) {
  for (std::size_t count = 1; count < 20; ++count) {
    const auto result = inflate(gzip("a") + std::string(count, 'z'));
    ASSERT_FALSE(result) << count;
    EXPECT_EQ(result.error().code, ErrorCode::corrupt);
    EXPECT_THAT(result.error().message, HasSubstr("follows the end"));
  }
  EXPECT_FALSE(inflate(gzip("a") + std::string(70'000, '\0') + "z"));
  EXPECT_FALSE(inflate(gzip("a") + std::string(1, '\0') + gzip("b")));
}

TEST(GzipSource, SaysWhereAnArchiveIsCutShort) {
  const auto whole = gzip(noise(2'000) + std::string(500'000, 'a'));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto result = inflate(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(result) << size;
    EXPECT_EQ(result.error().message, fmt::format("the archive is cut short after {} bytes", size));
    EXPECT_EQ(result.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(result.error().retryable);
  }
}

TEST(GzipSource, NoticesACutInALaterMember) {
  const auto result = inflate(gzip("a") + gzip("b").substr(0, 15));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("cut short"));
}

TEST(GzipSource, ChecksChecksumAndLength) {
  const auto whole = gzip("hello");
  for (std::size_t i = whole.size() - 8; i < whole.size(); ++i) {
    auto damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    const auto result = inflate(damaged);
    ASSERT_FALSE(result) << i;
    EXPECT_THAT(result.error().message, HasSubstr("checksum or length")) << i;
    EXPECT_TRUE(result.error().retryable);
  }
}

TEST(GzipSource, ReadsHeadersWithAllOptionalFields) {
  // FEXTRA, FNAME, FCOMMENT; the deflate data and trailer of an empty member follow.
  const auto plain = gzip("hello");
  const auto header = std::string("\x1F\x8B\x08\x1C\0\0\0\0\0\x03", 10) + std::string("\x03\0abc", 5) +
                      std::string("name\0", 5) + std::string("comment\0", 8);
  EXPECT_EQ(inflate(header + plain.substr(10)).value(), "hello");
}

TEST(GzipSource, SaysWhatItGotInPlaceOfGzip) {
  EXPECT_THAT(inflate("<!DOCTYPE html><html>").error().message, HasSubstr("looks like HTML"));
  EXPECT_THAT(inflate("\n  <html>").error().message, HasSubstr("looks like HTML"));
  EXPECT_THAT(inflate(std::string("PK\x03\x04zip", 7)).error().message, HasSubstr("begins with 'PK\\x03\\x04zip'"));
  EXPECT_THAT(inflate("\x1FZ no gzip either").error().message, HasSubstr("no gzip file"));
  EXPECT_THAT(inflate("").error().message, HasSubstr("empty"));
}

RC_GTEST_PROP(GzipSource, SurvivesAnyDamage, ()) {
  auto bytes = gzip(noise(100) + std::string(1000, 'a') + noise(100, 2));
  const auto count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  auto file = test::spool(bytes);
  RC_ASSERT(file.rewind().has_value());
  GzipSource source(file);
  while (true) {
    const auto piece = source.next();
    if (!piece || piece->empty()) break;
  }
}

}  // namespace
}  // namespace baryon::archive
