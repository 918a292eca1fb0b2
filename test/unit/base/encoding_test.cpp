#include "base/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"

namespace baryon {
namespace {

std::string text_of(const std::optional<std::vector<std::uint8_t>>& bytes) {
  return bytes ? std::string(bytes->begin(), bytes->end()) : "nothing";
}

TEST(Encoding, WritesHexInLowerCaseAndReadsBoth) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\xAB\xff", 3))), "00abff");
  EXPECT_EQ(from_hex("00ABff"), (std::vector<std::uint8_t>{0x00, 0xAB, 0xFF}));
}

TEST(Encoding, RefusesWhatIsNoHex) {
  for (const auto* const text : {"0", "0g", "zz", " 0", "0x", "\xC3\xA4"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Encoding, EscapesEverythingButUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c?\xC3\xA4"), "a%20b%2Fc%3F%C3%A4");
  EXPECT_EQ(percent_encode_path("a b/c"), "a%20b/c");
}

RC_GTEST_PROP(Encoding, ReadsBackTheHexItWrote, (const std::string& bytes)) {
  RC_ASSERT(text_of(from_hex(to_hex(as_bytes(bytes)))) == bytes);
}

TEST(Sha256, KnowsTheVectorsOfTheStandards) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Sha256, StartsAnewAfterADigest) {
  Sha256 hash;
  hash.update("something else");
  static_cast<void>(hash.finish());
  hash.update("abc");
  EXPECT_EQ(hash.finish(), sha256("abc"));
}

RC_GTEST_PROP(Sha256, DoesNotDependOnHowTheBytesCome, (const std::string& left, const std::string& right)) {
  Sha256 hash;
  hash.update(left);
  hash.update(right);
  RC_ASSERT(hash.finish() == sha256(left + right));
}

TEST(ConstantTimeComparison, ComparesSizeAndContent) {
  EXPECT_TRUE(equal_in_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("sama")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("same1")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), {}));
}

}  // namespace
}  // namespace baryon
