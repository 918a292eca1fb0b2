#include "bundle/digest.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"

namespace baryon::bundle {
namespace {

constexpr std::string_view first_line = "baryon bundle digest 1\n";

std::array<std::uint8_t, 8> big_endian(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; number >>= 8U) bytes[i] = static_cast<std::uint8_t>(number & 0xFFU);
  return bytes;
}

}  // namespace

std::string bundle_digest(std::span<const BundleFile> files) {
  std::vector<const BundleFile*> sorted;
  sorted.reserve(files.size());
  for (const auto& file : files) sorted.push_back(&file);
  std::ranges::sort(sorted, {}, [](const BundleFile* file) -> const std::string& { return file->path; });

  Sha256 hash;
  hash.update(first_line);
  for (const auto* const file : sorted) {
    hash.update(file->is_executable ? "x" : "-");
    hash.update(ByteView(file->sha256));
    hash.update(ByteView(big_endian(file->path.size())));
    hash.update(file->path);
  }
  return to_hex(hash.finish());
}

}  // namespace baryon::bundle
