#include "store/aes_gcm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baryon::store {
namespace {

std::vector<std::uint8_t> bytes(std::string_view hex) { return *from_hex(hex); }

AesGcm::Nonce nonce_of(std::string_view hex) {
  AesGcm::Nonce nonce{};
  std::ranges::copy(bytes(hex), nonce.begin());
  return nonce;
}

// McGrew, Viega: "The Galois/Counter Mode of Operation", test cases 13 to 16 (256-bit keys).
struct Vector {
  std::string key, nonce, associated, plain, sealed;
};

const std::string key_of_16 = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
const std::vector<Vector> vectors{
    {std::string(64, '0'), std::string(24, '0'), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {std::string(64, '0'), std::string(24, '0'), "", std::string(32, '0'),
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {key_of_16, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
     "ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
     "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

TEST(AesGcm, SealsAsThePublishedVectorsSay) {
  for (const auto& vector : vectors) {
    AesGcm cipher(bytes(vector.key));
    const auto plain = bytes(vector.plain);
    std::vector<std::uint8_t> sealed(plain.size() + AesGcm::tag_size);
    cipher.seal(nonce_of(vector.nonce), bytes(vector.associated), plain, sealed.data());
    EXPECT_EQ(to_hex(sealed), vector.sealed);
    std::vector<std::uint8_t> opened(plain.size());
    ASSERT_TRUE(cipher.open(nonce_of(vector.nonce), bytes(vector.associated), sealed, opened.data()));
    EXPECT_EQ(opened, plain);
  }
}

TEST(AesGcm, OpensNothingThatWasChanged) {
  const auto& vector = vectors.back();
  AesGcm cipher(bytes(vector.key));
  const auto associated = bytes(vector.associated);
  auto sealed = bytes(vector.sealed);
  std::vector<std::uint8_t> out(sealed.size());
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(cipher.open(nonce_of(vector.nonce), associated, sealed, out.data()));
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
  EXPECT_FALSE(cipher.open(nonce_of(vector.nonce), ByteView(associated).first(19), sealed, out.data()));
  EXPECT_FALSE(cipher.open(nonce_of(std::string(24, '0')), associated, sealed, out.data()));
  EXPECT_FALSE(cipher.open(nonce_of(vector.nonce), associated, ByteView(sealed).first(15), out.data()));
  EXPECT_TRUE(cipher.open(nonce_of(vector.nonce), associated, sealed, out.data()));
}

}  // namespace
}  // namespace baryon::store
