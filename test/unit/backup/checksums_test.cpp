#include "backup/checksums.h"

#include <gtest/gtest.h>

#include <string>

namespace baryon::backup {
namespace {

const std::string digest(64, 'a');

TEST(Checksums, AreWrittenAsSha256sumDoes) {
  EXPECT_EQ(to_text({{"b/c", digest}, {"a", std::string(64, '0')}}),
            std::string(64, '0') + "  a\n" + digest + "  b/c\n");
}

TEST(Checksums, AreReadBack) {
  const Checksums sums{{"a", std::string(64, '0')}, {"with  spaces", digest}};
  const auto read = parse_checksums(to_text(sums));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(*read, sums);
  EXPECT_TRUE(parse_checksums("").value().empty());
}

class DamagedChecksums : public ::testing::TestWithParam<std::string> {};

TEST_P(DamagedChecksums, AreRefusedWithTheLine) {
  const auto read = parse_checksums(digest + "  fine\n" + GetParam());
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  EXPECT_NE(read.error().message.find("line 2"), std::string::npos) << read.error().message;
}

INSTANTIATE_TEST_SUITE_P(All, DamagedChecksums,
                         ::testing::Values("\n", "x\n", digest + "\n", digest + " a\n", digest + "  \n", digest + "  a",
                                           digest + "  fine\n", std::string(64, 'A') + "  a\n",
                                           digest.substr(1) + "  a\n"));

TEST(Checksums, DifferWhereAnEntryIsMissingAddedOrChanged) {
  const Checksums sums{{"a", digest}, {"b", digest}};
  EXPECT_TRUE(compare(sums, sums).has_value());
  for (const Checksums& other : {Checksums{{"a", digest}}, Checksums{{"a", digest}, {"b", digest}, {"c", digest}},
                                 Checksums{{"a", digest}, {"b", std::string(64, 'b')}}}) {
    const auto same = compare(sums, other);
    ASSERT_FALSE(same.has_value());
    EXPECT_EQ(same.error().code, ErrorCode::corrupt);
  }
}

}  // namespace
}  // namespace baryon::backup
