#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "store/store.h"

namespace baryon::store {

/// A file that holds this text, at its beginning.
[[nodiscard]] inline File file_of(std::string_view text) {
  auto file = File::create_unnamed(::testing::TempDir());
  EXPECT_TRUE(file && file->write(as_bytes(text)) && file->rewind());
  return std::move(*file);
}

/// Bytes that do not repeat at the size of a chunk, the same for the same arguments.
[[nodiscard]] inline std::string bytes_of(std::size_t size, std::uint32_t seed = 1) {
  std::string bytes(size, '\0');
  std::uint32_t state = seed * 2654435761U + 1;
  for (auto& byte : bytes) {
    state ^= state << 13U;
    state ^= state >> 17U;
    state ^= state << 5U;
    byte = static_cast<char>(state & 0xFFU);
  }
  return bytes;
}

/// Collects what `get` hands over.
struct Collected {
  std::string bytes;
  std::size_t longest_piece = 0;
  Sink sink = [this](ByteView piece) -> Result<void> {
    bytes.append(piece.begin(), piece.end());
    longest_piece = std::max(longest_piece, piece.size());
    return {};
  };
};

}  // namespace baryon::store
