#include "archive/raw_headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "archive/path_rules.h"
#include "archive/pax_records.h"
#include "archive/ustar.h"

namespace baryon::archive {
namespace {

constexpr char pax_global = 'g';
constexpr char gnu_sparse = 'S';

constexpr const char* remake_hint = "make the archive anew, for example with `git archive`";

bool is_pax(char type) { return type == 'x' || type == pax_global; }
bool is_gnu_name(char type) { return type == 'L' || type == 'K'; }

/// Solaris's pax and ACLs, and GNU's volume label: libarchive goes on to the header after them.
bool is_foreign(char type) { return type == 'X' || type == 'A' || type == 'V'; }

Error cannot_be_followed() {
  return Error{.code = ErrorCode::corrupt,
               .message = "the archive holds a pax or GNU header that cannot be followed",
               .hint = remake_hint};
}

Result<void> check_name(std::string_view name) {
  if (!name.contains('\0')) return {};
  return fail(ErrorCode::invalid, fmt::format("an entry's name holds control characters: {}", in_quotes(name)),
              "rename it");
}

/// Format: GNU tar manual, "Storing Sparse Files"; star(5), "SCHILY.realsize"; Solaris's pax(1).
bool is_about_holes(std::string_view key) {
  return key.starts_with("GNU.sparse.") || key == "SCHILY.realsize" || key == "SUN.holesdata";
}

Result<void> check_record(const PaxRecord& record, char type) {
  const bool is_name = record.key == "path" || record.key == "linkpath" || record.key == "GNU.sparse.name";
  if (is_name) BARYON_CHECK(check_name(record.value));
  if (type == pax_global && (is_name || record.key == "size"))
    return fail(ErrorCode::invalid,
                fmt::format("the archive's global pax header sets '{}' for all entries", record.key), remake_hint);
  return {};
}

Result<void> read_special(char type, std::string_view content, RawHeaders& headers) {
  if (is_gnu_name(type)) return check_name(content.substr(0, content.find_last_not_of('\0') + 1));
  while (const auto record = take_pax_record(content)) {
    BARYON_CHECK(check_record(*record, type));
    headers.is_sparse = headers.is_sparse || is_about_holes(record->key);
  }
  if (!content.empty()) return std::unexpected(cannot_be_followed());
  return {};
}

}  // namespace

Result<RawHeaders> read_raw_headers(std::string_view blocks) {
  RawHeaders headers;
  while (blocks.size() >= tar_block_bytes) {
    const auto header = read_ustar_header(blocks);
    headers.type = header.type;
    headers.is_sparse = headers.is_sparse || header.type == gnu_sparse;
    if (is_foreign(header.type))
      return fail(ErrorCode::invalid, fmt::format("the archive holds a header of the unknown type '{}'", header.type),
                  remake_hint);
    if (!is_pax(header.type) && !is_gnu_name(header.type)) return headers;
    blocks.remove_prefix(tar_block_bytes);
    if (!header.size || *header.size > blocks.size()) break;
    BARYON_CHECK(read_special(header.type, blocks.substr(0, *header.size), headers));
    blocks.remove_prefix(std::min<std::uint64_t>(padded_to_blocks(*header.size), blocks.size()));
  }
  return std::unexpected(cannot_be_followed());
}

}  // namespace baryon::archive
