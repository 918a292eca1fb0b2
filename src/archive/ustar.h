#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace baryon::archive {

inline constexpr std::size_t tar_block_bytes = 512;

/// What is read here of a header block itself; the rest is libarchive's. Format: POSIX.1-2024 pax, "ustar Interchange
/// Format".
struct UstarHeader {
  char type = '0';
  bool has_magic = false;                  ///< `ustar`, also in GNU's spelling
  std::optional<std::uint64_t> size = {};  ///< of the content; nothing where it is no octal number
};

/// `block` has at least `tar_block_bytes`.
[[nodiscard]] UstarHeader read_ustar_header(std::string_view block);

/// Rounded up to whole blocks.
[[nodiscard]] constexpr std::uint64_t padded_to_blocks(std::uint64_t size) {
  return (size + tar_block_bytes - 1) / tar_block_bytes * tar_block_bytes;
}

}  // namespace baryon::archive
