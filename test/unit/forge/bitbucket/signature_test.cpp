#include "forge/bitbucket/signature.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/sha256.h"
#include "unit/forge/fixtures.h"

namespace baryon::forge::bitbucket {
namespace {

constexpr std::string_view body = R"({"changes":[]})";
const std::vector<Secret> one_secret{Secret("abc123")};

std::string sign(std::string_view secret, std::string_view signed_body) {
  return "sha256=" + to_hex(hmac_sha256(secret, signed_body));
}

Signature check(const std::string& value, const std::vector<Secret>& secrets = one_secret) {
  return check_signature({{"X-Hub-Signature", value}}, body, secrets);
}

TEST(BitbucketSignature, AcceptsTheSecretsOwn) {
  EXPECT_EQ(check(sign("abc123", body)), Signature::valid);
  EXPECT_EQ(check_signature({{"x-hub-signature", sign("abc123", body)}}, body, one_secret), Signature::valid);
  EXPECT_EQ(check_signature({{"X-Hub-Signature", sign("abc123", "")}}, "", one_secret), Signature::valid);
}

TEST(BitbucketSignature, AcceptsHexDigitsOfEitherCase) {
  auto value = sign("abc123", body);
  for (std::size_t i = 7; i < value.size(); ++i)
    if (value[i] >= 'a') value[i] = static_cast<char>(value[i] - 'a' + 'A');
  EXPECT_EQ(check(value), Signature::valid);
}

TEST(BitbucketSignature, AcceptsAnyOfSeveralSecrets) {
  const std::vector<Secret> secrets{Secret("old"), Secret("abc123"), Secret("new")};
  for (const auto* secret : {"old", "abc123", "new"}) EXPECT_EQ(check(sign(secret, body), secrets), Signature::valid);
  EXPECT_EQ(check(sign("other", body), secrets), Signature::wrong);
}

TEST(BitbucketSignature, AnEmptySecretFitsNothing) {
  EXPECT_EQ(check(sign("", body), {Secret()}), Signature::wrong);
  EXPECT_EQ(check(sign("", body), {Secret(), Secret("abc123")}), Signature::wrong);
  EXPECT_EQ(check(sign("abc123", body), {}), Signature::wrong);
}

TEST(BitbucketSignature, IsMissingWithoutItsHeader) {
  EXPECT_EQ(check_signature({}, body, one_secret), Signature::missing);
  EXPECT_EQ(check_signature({{"X-Hub-Signature-256", sign("abc123", body)}}, body, one_secret), Signature::missing);
}

TEST(BitbucketSignature, RefusesOtherForms) {
  const auto right = sign("abc123", body);
  const auto hex = right.substr(7);
  for (const auto& value : {std::string(), std::string("sha256="), std::string("sha256"), hex, "sha1=" + hex,
                            "SHA256=" + hex, "sha256:" + hex, right + "0", right + "00", right.substr(0, 70),
                            right.substr(0, 69), "sha256=" + std::string(63, 'a') + "g", " " + right, right + " ",
                            right + "," + right, "sha256= " + hex, "sha256=0x" + hex.substr(2)})
    EXPECT_EQ(check(value), Signature::malformed) << value;
}

TEST(BitbucketSignature, RefusesMoreThanOneHeader) {
  const auto right = sign("abc123", body);
  EXPECT_EQ(check_signature({{"X-Hub-Signature", right}, {"x-hub-signature", right}}, body, one_secret),
            Signature::malformed);
}

TEST(BitbucketSignature, OfAnotherBodyIsWrong) {
  EXPECT_EQ(check(sign("abc123", "")), Signature::wrong);
  EXPECT_EQ(check(sign("abc123", std::string(body) + "\n")), Signature::wrong);
}

TEST(BitbucketSignature, OfARecordedDeliveryHoldsAndNoChangedBitDoes) {
  const auto fixtures = webhook_fixtures();
  if (!fixtures) GTEST_SKIP() << no_fixtures;
  auto recorded = *read_small_file(*fixtures / "bitbucket-server" / "froggit-pushpayload.json", 1 << 20);
  const std::string hex = "726b95677f1eeecc07acce435b9d29d7360242e171bbe70a5db811bcb37ef039";
  const auto judge = [&](const std::string& value) {
    return check_signature({{"X-Hub-Signature", value}}, recorded, one_secret);
  };
  ASSERT_EQ(judge("sha256=" + hex), Signature::valid);
  auto bytes = *from_hex(hex);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_EQ(judge("sha256=" + to_hex(bytes)), Signature::wrong) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
  const std::string header = "sha256=" + hex;
  for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
    auto changed = header;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const bool is_same_digit = to_lower(changed) == header && bit / 8 >= 7;  // 'a' and 'A' differ in one bit
    EXPECT_EQ(judge(changed) == Signature::valid, is_same_digit) << bit;
  }
  for (std::size_t bit = 0; bit < recorded.size() * 8; ++bit) {
    recorded[bit / 8] = static_cast<char>(recorded[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(judge(header), Signature::wrong) << bit;
    recorded[bit / 8] = static_cast<char>(recorded[bit / 8] ^ (1 << bit % 8));
  }
}

}  // namespace
}  // namespace baryon::forge::bitbucket
