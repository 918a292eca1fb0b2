#include "store/envelope.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "unit/store/content.h"

namespace baryon::store {
namespace {

constexpr std::size_t chunk = sealed_chunk_size;
constexpr std::size_t sealed_chunk = chunk + 16;

StoreKey key_of(std::uint8_t byte) { return *StoreKey::from_bytes(std::vector<std::uint8_t>(StoreKey::size, byte)); }

const StoreKey store_key = key_of(7);

std::string sealed(const std::string& key, std::string_view content, const Metadata& metadata = {},
                   const StoreKey& with = store_key) {
  auto in = file_of(content);
  auto out = file_of("");
  const auto done = seal_object(with, {.key = key, .metadata = metadata}, in, out);
  EXPECT_TRUE(done) << done.error().text();
  std::string bytes(*out.size(), '\0');
  EXPECT_TRUE(out.read_at(0, reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()));
  return bytes;
}

Result<ObjectInfo> opened(const std::string& key, std::string_view bytes, Collected& into,
                          const StoreKey& with = store_key) {
  auto file = file_of(bytes);
  return open_object(with, key, file, into.sink);
}

ErrorCode error_of(const std::string& key, std::string_view bytes, const StoreKey& with = store_key) {
  Collected collected;
  const auto result = opened(key, bytes, collected, with);
  EXPECT_FALSE(result);
  return result ? ErrorCode::internal : result.error().code;
}

std::size_t header_end(std::string_view bytes) { return bytes.find("}", bytes.find("\"nonce\"")) + 1 + 60; }

TEST(Envelope, GivesBackWhatWasSealed) {
  const Metadata metadata{{"branch", "\u00FC"}};
  const auto bytes = sealed("a/b", "content", metadata);
  Collected collected;
  const auto info = opened("a/b", bytes, collected);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(collected.bytes, "content");
  EXPECT_EQ(info->key, "a/b");
  EXPECT_EQ(info->size, 7);
  EXPECT_EQ(info->metadata, metadata);
}

TEST(Envelope, TellsItsFormatInItsFirstLine) {
  const auto bytes = sealed("a", "content");
  EXPECT_TRUE(bytes.starts_with("baryon-sealed-1\n"));
  EXPECT_FALSE(bytes.contains("content"));
}

TEST(Envelope, SealsTheSameContentDifferentlyEachTime) {
  const auto one = sealed("a", std::string(100, 'x'));
  const auto two = sealed("a", std::string(100, 'x'));
  EXPECT_NE(one.substr(header_end(one)), two.substr(header_end(two)));
}

TEST(Envelope, ReadsTheInfoWithoutTheContent) {
  auto bytes = sealed("a", bytes_of(3 * chunk));
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  auto file = file_of(bytes);
  const auto info = read_sealed_info(store_key, "a", file);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(info->size, 3 * chunk);
  EXPECT_EQ(error_of("a", bytes), ErrorCode::corrupt);
}

TEST(Envelope, NoChangedBitGoesUnnoticed) {
  auto bytes = sealed("a", "content", {{"branch", "refs/heads/main"}});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    Collected collected;
    const auto result = opened("a", bytes, collected);
    ASSERT_FALSE(result) << bit;
    ASSERT_TRUE(result.error().code == ErrorCode::corrupt || result.error().code == ErrorCode::configuration) << bit;
    ASSERT_EQ(collected.bytes, "") << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  }
}

TEST(Envelope, NoTruncationGoesUnnoticed) {
  const auto bytes = sealed("a", bytes_of(chunk + 100));
  for (std::size_t size = 0; size < 400; ++size) ASSERT_EQ(error_of("a", bytes.substr(0, size)), ErrorCode::corrupt);
  const auto first_chunk_end = header_end(bytes) + sealed_chunk;
  for (const auto size : {first_chunk_end - 1, first_chunk_end, first_chunk_end + 1, bytes.size() - 1}) {
    EXPECT_EQ(error_of("a", bytes.substr(0, size)), ErrorCode::corrupt);
    auto file = file_of(bytes.substr(0, size));
    EXPECT_EQ(read_sealed_info(store_key, "a", file).error().code, ErrorCode::corrupt);
  }
  EXPECT_EQ(error_of("a", bytes + "x"), ErrorCode::corrupt);
  EXPECT_EQ(error_of("a", bytes + bytes), ErrorCode::corrupt);
}

TEST(Envelope, ChunksKeepTheirPlaces) {
  const auto bytes = sealed("a", bytes_of(4 * chunk));
  const auto begin = header_end(bytes);
  const auto piece = [&](std::size_t i) { return bytes.substr(begin + i * sealed_chunk, sealed_chunk); };
  const auto head = bytes.substr(0, begin);
  ASSERT_EQ(bytes, head + piece(0) + piece(1) + piece(2) + piece(3));
  for (const auto& order :
       std::vector<std::vector<std::size_t>>{{1, 0, 2, 3}, {0, 1, 3, 2}, {0, 0, 2, 3}, {3, 1, 2, 0}}) {
    auto shuffled = head;
    for (const auto i : order) shuffled += piece(i);
    EXPECT_EQ(error_of("a", shuffled), ErrorCode::corrupt);
  }
}

TEST(Envelope, ChunksOfAnotherObjectDoNotFit) {
  const auto one = sealed("a", bytes_of(2 * chunk, 1));
  const auto two = sealed("a", bytes_of(2 * chunk, 2));
  const auto spliced = one.substr(0, one.size() - sealed_chunk) + two.substr(two.size() - sealed_chunk);
  EXPECT_EQ(error_of("a", spliced), ErrorCode::corrupt);
  EXPECT_EQ(error_of("a", one.substr(0, header_end(one)) + two.substr(header_end(two))), ErrorCode::corrupt);
}

TEST(Envelope, AnObjectBelongsToItsKey) { EXPECT_EQ(error_of("b", sealed("a", "content")), ErrorCode::corrupt); }

TEST(Envelope, AnotherStoreKeyIsAMatterOfConfiguration) {
  EXPECT_EQ(error_of("a", sealed("a", "content"), key_of(8)), ErrorCode::configuration);
}

TEST(Envelope, RefusesWhatIsNoEnvelope) {
  const std::string magic = "baryon-sealed-1\n";
  for (const auto& bytes : {std::string(), std::string("x"), magic, magic + std::string(3, '\0'),
                            magic + std::string("\xFF\xFF\xFF\xFF", 4) + std::string(1000, 'x'),
                            magic + std::string("\0\0\0\0", 4) + std::string(100, 'x'),
                            magic + std::string("\0\0\0\2{}", 6) + std::string(100, 'x'),
                            "baryon-sealed-2\n" + std::string(200, 'x'), std::string(5000, '\0')})
    EXPECT_EQ(error_of("a", bytes), ErrorCode::corrupt);
}

TEST(Envelope, AFailingSinkEndsIt) {
  auto file = file_of(sealed("a", bytes_of(3 * chunk)));
  const auto result = open_object(store_key, "a", file,
                                  [](ByteView) -> Result<void> { return fail(ErrorCode::unavailable, "no room"); });
  EXPECT_EQ(result.error().message, "no room");
}

RC_GTEST_PROP(Envelope, WhateverIsSealedOpensAgain, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 3 * chunk);
  const auto content = bytes_of(size, *rc::gen::arbitrary<std::uint32_t>());
  std::string branch;
  for (const auto& piece : *rc::gen::container<std::vector<std::string>>(
           rc::gen::element<std::string>("a", "/", " ", "\"", "\\", "\u00FC", "\U0001F600")))
    branch += piece;
  const Metadata metadata{{"branch", branch}};
  const auto bytes = sealed("a", content, metadata);
  Collected collected;
  const auto info = opened("a", bytes, collected);
  RC_ASSERT(info.has_value());
  RC_ASSERT(collected.bytes == content);
  RC_ASSERT(info->metadata == metadata);
}

}  // namespace
}  // namespace baryon::store
