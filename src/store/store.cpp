#include "store/store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace baryon::store {
namespace {

std::unexpected<Error> invalid_key(std::string_view key, std::string_view why) {
  return fail(ErrorCode::invalid, fmt::format("'{}' cannot be an object's key: {}", escape_for_display(key), why));
}

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

}  // namespace

Result<void> check_key(std::string_view key) {
  if (key.size() > max_key_bytes) return invalid_key(key, fmt::format("it is longer than {} bytes", max_key_bytes));
  if (!is_utf8(key) || has_control_character(key)) return invalid_key(key, "it is not plain UTF-8 text");
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('/', begin), key.size());
    const auto segment = key.substr(begin, end - begin);
    if (segment.empty() || segment == "." || segment == "..")
      return invalid_key(key, "it has an empty, '.' or '..' segment");
    begin = end + 1;
  }
  return {};
}

Result<void> check_metadata(const Metadata& metadata) {
  std::size_t size = 0;
  for (const auto& [name, value] : metadata) {
    if (name.empty() || !std::ranges::all_of(name, is_name_character))
      return fail(ErrorCode::invalid, fmt::format("'{}' cannot be a name of metadata", escape_for_display(name)));
    if (!is_utf8(value) || has_control_character(value))
      return fail(ErrorCode::invalid, fmt::format("the metadata '{}' is not plain UTF-8 text", name));
    size += name.size() + value.size();
  }
  if (size > max_metadata_bytes)
    return fail(ErrorCode::invalid, fmt::format("the metadata is larger than {} bytes", max_metadata_bytes));
  return {};
}

}  // namespace baryon::store
