#include "registry/proton/record.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <cmath>

#include "base/units.h"

namespace baryon::registry::proton {
namespace {

namespace json = boost::json;

constexpr std::uint64_t highest_part = 999'999'999;  // as `parse_version_number` has it
constexpr double last_second = 253'402'300'799;      // of the year 9999

}  // namespace

const json::value* Record::find(std::string_view name) const {
  const auto* const value = members_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const json::value* Record::require(std::string_view name) {
  const auto* const value = find(name);
  if (value == nullptr) refuse(name, "is missing");
  return value;
}

void Record::refuse(std::string_view name, std::string_view why) {
  if (!fault_) fault_ = fmt::format("{}{}{} {}", path_, path_.empty() ? "" : ".", name, why);
}

std::string Record::text_or_nothing(std::string_view name) {
  const auto* const value = find(name);
  if (value == nullptr) return {};
  if (const auto* const text = value->if_string()) return std::string(*text);
  refuse(name, "is no text");
  return {};
}

std::string Record::text(std::string_view name) {
  auto text = require(name) == nullptr ? std::string() : text_or_nothing(name);
  if (text.empty()) refuse(name, "is empty");
  return text;
}

Timestamp Record::time(std::string_view name) {
  const auto* const value = require(name);
  if (value == nullptr) return {};
  boost::system::error_code error;
  const auto seconds = value->to_number<double>(error);
  if (error || !std::isfinite(seconds) || seconds < 0 || seconds > last_second) {
    refuse(name, "is no time: seconds since 1970 as a number");
    return {};
  }
  return from_millis(std::llround(seconds * 1000));
}

std::optional<std::int64_t> Record::version_part_or_nothing(std::string_view name) {
  const auto part = text_or_nothing(name);
  if (part.empty()) return std::nullopt;
  const auto number = parse_number(part);
  if (number && *number <= highest_part) return static_cast<std::int64_t>(*number);
  refuse(name, "is no part of a version");
  return std::nullopt;
}

std::int64_t Record::version_part(std::string_view name) {
  if (text(name).empty()) return 0;
  return version_part_or_nothing(name).value_or(0);
}

const json::array* Record::list_or_nothing(std::string_view name) {
  const auto* const value = find(name);
  if (value == nullptr) return nullptr;
  const auto* const list = value->if_array();
  if (list == nullptr) refuse(name, "is no list");
  return list;
}

Result<void> Record::check() const {
  if (!fault_) return {};
  return fail_for_now(ErrorCode::corrupt, *fault_);
}

}  // namespace baryon::registry::proton
