#include "base/json.h"

#include <boost/json/parser.hpp>
#include <fmt/format.h>

namespace baryon {

namespace json = boost::json;

Result<json::value> parse_json(std::string_view text, std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::parser parser({}, options);
  boost::system::error_code error;
  const auto offset = parser.write(text, error);
  if (error) return fail(ErrorCode::invalid, fmt::format("not JSON at byte {}: {}", offset, error.message()));
  return parser.release();
}

const json::object* object_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

const json::array* array_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

std::optional<std::string_view> text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::nullopt : std::optional<std::string_view>({text->data(), text->size()});
}

std::optional<std::int64_t> integer_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const number = value == nullptr ? nullptr : value->if_int64();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<bool> flag_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const flag = value == nullptr ? nullptr : value->if_bool();
  return flag == nullptr ? std::nullopt : std::optional(*flag);
}

}  // namespace baryon
