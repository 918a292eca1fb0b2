#include "archive/pax_comment.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace baryon::archive {
namespace {

constexpr std::size_t block_bytes = 512;
constexpr std::size_t size_offset = 124;
constexpr std::size_t size_digits = 11;
constexpr std::size_t type_offset = 156;
constexpr std::size_t magic_offset = 257;

bool is_commit(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, is_digit);
}

}  // namespace

std::optional<std::string> find_commit(std::string_view start) {
  if (start.size() < 2 * block_bytes || start[type_offset] != 'g' || start.substr(magic_offset, 5) != "ustar")
    return {};
  std::uint64_t size = 0;
  const auto* digits = start.data() + size_offset;
  if (std::from_chars(digits, digits + size_digits, size, 8).ec != std::errc()) return {};
  auto records = start.substr(block_bytes);
  records = records.substr(0, std::min<std::uint64_t>(size, records.size()));
  // A record is "<length> <key>=<value>\n", where the length counts all of it.
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto prefix = static_cast<std::size_t>(end - records.data()) + 1;
    if (error != std::errc() || length <= prefix || length > records.size()) return {};
    const auto record = records.substr(prefix, length - prefix - 1);
    constexpr std::string_view key = "comment=";
    if (record.starts_with(key)) {
      const auto value = record.substr(key.size());
      return is_commit(value) ? std::optional(std::string(value)) : std::nullopt;
    }
    records.remove_prefix(length);
  }
  return {};
}

}  // namespace baryon::archive
