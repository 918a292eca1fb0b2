#pragma once

#include <cstddef>
#include <cstdint>

#include "base/units.h"

/// What foreign bytes may cost, all in one place. Passing a limit is `too_large`, and the message says the limit's name
/// as written here. Quotas of templates, which are part of their format, are in bundle/quota.h.
namespace baryon {

/// Of an archive. The defaults let a large monorepo through (Linux at a tag: 85,000 entries, 1.4 GiB, ratio 6) and stop
/// a bomb after less than a second.
struct ArchiveLimits {
  std::uint64_t entries = 200'000;         ///< distinct paths, directories that are only implied included
  std::uint64_t path_length = 1024;        ///< bytes of a path, and of a symbolic link's target
  std::uint64_t segment_length = 255;      ///< bytes between two slashes: NAME_MAX of common file systems
  std::uint64_t depth = 64;                ///< segments of a path
  std::uint64_t header_bytes = 1 * mib;    ///< of one entry: its pax and GNU headers with it
  std::uint64_t file_bytes = 4 * gib;      ///< of a single file
  std::uint64_t unpacked_bytes = 8 * gib;  ///< of the whole tar stream, headers and padding included

  /// Unpacked bytes for each packed byte. Text reaches 10, generated text 50; deflate can do 1,032. It counts only
  /// beyond `expansion_allowance` unpacked bytes, so that a small archive of one repetitive file passes.
  std::uint64_t expansion_ratio = 250;
  std::uint64_t expansion_allowance = 256 * mib;
};

/// Of a YAML document.
struct YamlLimits {
  std::size_t yaml_bytes = 2 * mib;
  std::size_t yaml_depth = 64;       ///< of sequences and maps in each other: the parser recurses
  std::size_t yaml_values = 20'000;  ///< scalars, sequences and maps, those behind an alias counted at each use
  std::size_t yaml_aliases = 1000;   ///< uses of anchors
  std::size_t yaml_scalar_bytes = 256 * kib;  ///< of one scalar
  std::size_t yaml_text_bytes = 4 * mib;      ///< of all scalars, those behind an alias counted at each use
  std::size_t yaml_tokens = 100'000;          ///< punctuation characters: what the scanner may have to keep at once
};

}  // namespace baryon
