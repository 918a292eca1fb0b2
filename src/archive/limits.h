#pragma once

#include <cstdint>

#include "base/units.h"

namespace baryon::archive {

/// How much an archive may hold. Passing one is `too_large`; the message says its name as written here.
///
/// The defaults let a large monorepo through (Linux at a tag: 85,000 entries, 1.4 GiB, ratio 6) and stop a bomb after
/// less than a second.
struct Limits {
  std::uint64_t entries = 200'000;         ///< distinct paths, directories that are only implied included
  std::uint64_t path_length = 1024;        ///< bytes of a path, and of a symbolic link's target
  std::uint64_t segment_length = 255;      ///< bytes between two slashes: NAME_MAX of common file systems
  std::uint64_t depth = 64;                ///< segments of a path
  std::uint64_t unpacked_bytes = 8 * gib;  ///< of the whole tar stream, headers and padding included

  /// Unpacked bytes for each packed byte. Text reaches 10, generated text 50; deflate can do 1,032. It counts only
  /// beyond `expansion_allowance` unpacked bytes, so that a small archive of one repetitive file passes.
  std::uint64_t expansion_ratio = 250;
  std::uint64_t expansion_allowance = 256 * mib;
};

}  // namespace baryon::archive
