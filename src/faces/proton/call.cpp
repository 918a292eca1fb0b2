#include "faces/proton/call.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;

const json::value* find(const json::object& input, std::string_view name) {
  const auto* const value = input.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace

std::optional<std::string> Call::text(std::string_view name) const {
  const auto* const value = find(input, name);
  if (value == nullptr) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::int64_t> Call::number(std::string_view name) const {
  const auto* const value = find(input, name);
  if (value == nullptr) return std::nullopt;
  return value->get_int64();
}

const json::array* Call::list(std::string_view name) const {
  const auto* const value = find(input, name);
  return value == nullptr ? nullptr : &value->get_array();
}

std::string Call::required_text(std::string_view name) const { return std::string(input.at(name).as_string()); }

std::string text_member(const json::value& structure, std::string_view name) {
  return std::string(structure.as_object().at(name).as_string());
}

}  // namespace baryon::faces::proton
