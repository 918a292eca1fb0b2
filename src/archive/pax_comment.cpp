#include "archive/pax_comment.h"

#include <algorithm>
#include <cstdint>

#include "archive/pax_records.h"
#include "archive/ustar.h"

namespace baryon::archive {
namespace {

bool is_commit(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, is_digit);
}

}  // namespace

std::optional<std::string> find_commit(std::string_view start) {
  if (start.size() < 2 * tar_block_bytes) return {};
  const auto header = read_ustar_header(start);
  if (header.type != 'g' || !header.has_magic || !header.size) return {};
  auto records = start.substr(tar_block_bytes);
  records = records.substr(0, std::min<std::uint64_t>(*header.size, records.size()));
  while (const auto record = take_pax_record(records)) {
    if (record->key != "comment") continue;
    return is_commit(record->value) ? std::optional(std::string(record->value)) : std::nullopt;
  }
  return {};
}

}  // namespace baryon::archive
