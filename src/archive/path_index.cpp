#include "archive/path_index.h"

#include <fmt/format.h>

#include "archive/path_rules.h"

namespace baryon::archive {
namespace {

// FNV-1a (RFC 9923): one pass over a path gives the hashes of all its parents too.
constexpr std::uint64_t fnv_offset = 0xCBF29CE484222325;
constexpr std::uint64_t fnv_prime = 0x00000100000001B3;

}  // namespace

Result<void> PathIndex::add(std::string_view path, bool is_directory) {
  std::uint64_t hash = fnv_offset;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/') BARYON_CHECK(add_hash(hash, path.substr(0, i), true, true));
    hash = (hash ^ static_cast<std::uint8_t>(path[i])) * fnv_prime;
  }
  return add_hash(hash, path, is_directory, false);
}

Result<void> PathIndex::add_hash(std::uint64_t hash, std::string_view path, bool is_directory, bool is_implied) {
  const auto [known, is_new] = is_directory_by_hash_.try_emplace(hash, is_directory);
  if (is_new) {
    if (is_directory_by_hash_.size() <= limit_) return {};
    return fail(ErrorCode::too_large, fmt::format("the archive passes the limit entries of {}", limit_),
                "keep generated files and dependencies out of the repository");
  }
  if (known->second && is_directory) return {};
  if (known->second != is_directory && !is_implied)
    return fail(ErrorCode::invalid,
                fmt::format("the archive holds {} both as a directory and as a file", in_quotes(path)),
                "make the archive anew");
  if (is_implied)
    return fail(ErrorCode::invalid,
                fmt::format("the archive holds entries below {}, which is no directory", in_quotes(path)),
                "make the archive anew");
  return fail(ErrorCode::invalid, fmt::format("the archive holds {} twice", in_quotes(path)), "make the archive anew");
}

}  // namespace baryon::archive
