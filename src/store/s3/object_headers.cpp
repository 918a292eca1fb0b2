#include "store/s3/object_headers.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/glob.h"
#include "base/units.h"

namespace baryon::store::s3 {
namespace {

constexpr std::string_view field_prefix = "x-amz-meta-";

}  // namespace

std::string encode_value(std::string_view value) {
  std::string field;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char character = value[i];
    const bool is_at_end = i == 0 || i + 1 == value.size();
    const bool is_plain = character > ' ' && character < 0x7f && character != '%';
    if (is_plain || (character == ' ' && !is_at_end)) {
      field += character;
    } else {
      field += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return field;
}

std::string decode_value(std::string_view field) {
  std::string value;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const auto byte = field[i] == '%' && field.size() - i > 2 ? from_hex(field.substr(i + 1, 2)) : std::nullopt;
    value += byte ? static_cast<char>(byte->front()) : field[i];
    if (byte) i += 2;
  }
  return value;
}

Result<void> add_metadata(net::Headers& headers, const Metadata& metadata, const std::string& digest) {
  std::size_t size = 0;
  for (const auto& [name, value] : metadata) {
    auto field = encode_value(value);
    size += name.size() + field.size();
    headers.add(std::string(field_prefix) + name, std::move(field));
  }
  if (size > max_metadata_bytes)
    return fail(ErrorCode::invalid,
                fmt::format("the metadata is larger than {} bytes once other characters than ASCII are encoded",
                            max_metadata_bytes));
  if (size + digest_name.size() + digest.size() <= max_metadata_bytes)
    headers.add(std::string(field_prefix) + std::string(digest_name), digest);
  return {};
}

Result<ObjectHead> read_object_head(const std::string& key, const net::Headers& headers) {
  ObjectHead head{.info = {.key = key}, .etag = std::string(headers.find("ETag").value_or(""))};
  const auto length = parse_number(headers.find("Content-Length").value_or(""));
  if (!length) return fail_for_now(ErrorCode::corrupt, fmt::format("the answer tells no length of object '{}'", key));
  head.info.size = *length;
  for (const auto& [field, text] : headers) {
    auto name = to_lower(field);
    if (!name.starts_with(field_prefix)) continue;
    name.erase(0, field_prefix.size());
    auto value = decode_value(text);
    if (name == digest_name) {
      head.digest = std::move(value);
    } else if (check_metadata({{name, value}})) {
      head.info.metadata[name] = std::move(value);
    }
  }
  return head;
}

}  // namespace baryon::store::s3
