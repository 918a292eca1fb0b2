#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace baryon::archive {

/// Which paths an archive has named so far, and whether each is a directory; also those that are only implied as
/// parents. Keeps a 64-bit hash of each path, not its text: at 200,000 paths the odds of refusing an innocent archive
/// for a collision are one in 10^9, and a collision can never hide a path given twice.
class PathIndex {
 public:
  /// `limit`: of distinct paths, `Limits::entries`.
  explicit PathIndex(std::uint64_t limit) : limit_(limit) {}

  /// Notes a normalised path. Errors: invalid (given before, or lies below something that is no directory), too_large.
  [[nodiscard]] Result<void> add(std::string_view path, bool is_directory);

 private:
  Result<void> add_hash(std::uint64_t hash, std::string_view path, bool is_directory, bool is_implied);

  std::uint64_t limit_;
  std::unordered_map<std::uint64_t, bool> is_directory_by_hash_;
};

}  // namespace baryon::archive
