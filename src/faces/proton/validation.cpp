#include "faces/proton/validation.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_value = 200;
constexpr std::size_t most_listed = 20;

/// Whole texts of megabytes are not serialised only to be cut.
std::string shown(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_string()) return fmt::format("'{}'", escape_for_display(value.get_string(), longest_value));
  if (value.is_structured()) return value.is_object() ? "'{...}'" : "'[...]'";
  return fmt::format("'{}'", json::serialize(value));
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

class Checker {
 public:
  void check(const json::value& value, const Shape& shape, const std::string& path) {
    std::visit([&](const auto& kind) { check_kind(value, kind, path); }, shape.kind);
  }

  void check_members(const json::object& object, const Structure& shape, const std::string& path) {
    std::size_t present = 0;
    for (const auto& member : shape.members) {
      const auto* const value = object.if_contains(member.name);
      const auto member_path = path.empty() ? std::string(member.name) : fmt::format("{}.{}", path, member.name);
      if (value != nullptr && !value->is_null()) {
        ++present;
        check(*value, *member.shape, member_path);
      } else if (member.presence == Presence::required) {
        report(nullptr, member_path, "Member must not be null");
      }
    }
    if (shape.is_union && present != 1) report(json::object(), path, "Member must have exactly one member set");
  }

  [[nodiscard]] std::optional<std::string> message() const {
    if (count_ == 0) return std::nullopt;
    return fmt::format("{} validation error{} detected: {}{}", count_, count_ == 1 ? "" : "s", fmt::join(listed_, "; "),
                       count_ > listed_.size() ? "; ..." : "");
  }

 private:
  void check_kind(const json::value& value, const Text& shape, const std::string& path) {
    if (!value.is_string()) return report(value, path, "Member must be a string");
    const std::string_view text = value.get_string();
    const auto length = count_characters(text);
    if (length < shape.least)
      report(value, path, fmt::format("Member must have length greater than or equal to {}", shape.least));
    if (length > shape.most)
      report(value, path, fmt::format("Member must have length less than or equal to {}", shape.most));
    if (text.contains('\0')) report(value, path, "Member must not hold the character U+0000");
    if (shape.pattern != nullptr && !shape.pattern->matches(text))
      report(value, path, fmt::format("Member must satisfy regular expression pattern: {}", shape.pattern->text));
    if (!shape.values.empty() && std::ranges::find(shape.values, text) == shape.values.end())
      report(value, path, fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape.values, ", ")));
  }

  void check_kind(const json::value& value, const Integer& shape, const std::string& path) {
    // What does not fit into 64 bits is larger than every limit, or smaller.
    if (!value.is_int64() && !value.is_uint64()) return report(value, path, "Member must be an integer");
    if (value.is_uint64() || value.get_int64() > shape.most)
      report(value, path, fmt::format("Member must have value less than or equal to {}", shape.most));
    else if (value.get_int64() < shape.least)
      report(value, path, fmt::format("Member must have value greater than or equal to {}", shape.least));
  }

  void check_kind(const json::value& value, const List& shape, const std::string& path) {
    if (!value.is_array()) return report(value, path, "Member must be a list");
    const auto& items = value.get_array();
    if (items.size() < shape.least)
      return report(value, path, fmt::format("Member must have length greater than or equal to {}", shape.least));
    if (items.size() > shape.most)
      return report(value, path, fmt::format("Member must have length less than or equal to {}", shape.most));
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto item_path = fmt::format("{}.{}.member", path, i + 1);
      if (items[i].is_null())
        report(nullptr, item_path, "Member must not be null");
      else
        check(items[i], *shape.item, item_path);
    }
  }

  void check_kind(const json::value& value, const Structure& shape, const std::string& path) {
    if (!value.is_object()) return report(value, path, "Member must be a structure");
    check_members(value.get_object(), shape, path);
  }

  void report(const json::value& value, const std::string& path, std::string_view constraint) {
    ++count_;
    if (listed_.size() < most_listed)
      listed_.push_back(
          fmt::format("Value {} at '{}' failed to satisfy constraint: {}", shown(value), path, constraint));
  }

  std::size_t count_ = 0;
  std::vector<std::string> listed_;
};

}  // namespace

std::optional<std::string> find_violations(const json::object& input, const Structure& shape) {
  Checker checker;
  checker.check_members(input, shape, "");
  return checker.message();
}

}  // namespace baryon::faces::proton
