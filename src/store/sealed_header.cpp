#include "store/sealed_header.h"

#include <boost/json/object.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>

#include "base/encoding.h"

namespace baryon::store {
namespace {

namespace json = boost::json;

std::unexpected<Error> unreadable() { return fail(ErrorCode::invalid, "its header cannot be read"); }

std::optional<std::string> text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::nullopt : std::optional(std::string(text->data(), text->size()));
}

}  // namespace

std::string to_text(const SealedHeader& header) {
  json::object metadata;
  for (const auto& [name, value] : header.info.metadata) metadata[name] = value;
  return json::serialize(json::object{{"key", header.info.key},
                                      {"size", header.info.size},
                                      {"metadata", std::move(metadata)},
                                      {"key_id", header.key_id},
                                      {"nonce", to_hex(header.nonce)}});
}

Result<SealedHeader> parse_sealed_header(std::string_view text) {
  json::parse_options options;
  options.max_depth = 2;
  json::parser parser({}, options);
  boost::system::error_code error;
  parser.write(text, error);
  if (error) return unreadable();
  const auto parsed = parser.release();
  const auto* const object = parsed.if_object();
  if (object == nullptr) return unreadable();

  auto key = text_at(*object, "key");
  auto key_id = text_at(*object, "key_id");
  const auto nonce = from_hex(text_at(*object, "nonce").value_or(""));
  const auto* const size = object->if_contains("size");
  const auto* const number = size == nullptr ? nullptr : size->if_int64();
  const auto* const metadata = object->if_contains("metadata");
  const auto* const fields = metadata == nullptr ? nullptr : metadata->if_object();
  if (!key || !key_id || !nonce || nonce->size() != NoncePrefix{}.size() || number == nullptr || *number < 0 ||
      fields == nullptr)
    return unreadable();

  SealedHeader header{.info = {.key = *std::move(key), .size = static_cast<std::uint64_t>(*number)},
                      .key_id = *std::move(key_id)};
  std::ranges::copy(*nonce, header.nonce.begin());
  for (const auto& [name, value] : *fields) {
    const auto* const word = value.if_string();
    if (word == nullptr) return unreadable();
    header.info.metadata.emplace(std::string(name.data(), name.size()), std::string(word->data(), word->size()));
  }
  return header;
}

}  // namespace baryon::store
