#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace baryon {

/// Error: invalid (malformed, not UTF-8, deeper than `max_depth`), with the offset.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text, std::size_t max_depth = 32);

// Members of an object that are there and of the type asked for; null and nothing are the same.
[[nodiscard]] const boost::json::object* object_at(const boost::json::object& object, std::string_view name);
[[nodiscard]] const boost::json::array* array_at(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::optional<std::string_view> text_at(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> integer_at(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::optional<bool> flag_at(const boost::json::object& object, std::string_view name);

}  // namespace baryon
