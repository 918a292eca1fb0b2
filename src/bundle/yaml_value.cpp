#include "bundle/yaml_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

namespace baryon::bundle {
namespace {

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<double> whole_number(std::string_view digits, int base) {
  std::uint64_t number = 0;
  const auto [stopped, fault] = std::from_chars(digits.begin(), digits.end(), number, base);
  if (fault != std::errc() || stopped != digits.end()) return {};
  return static_cast<double>(number);
}

/// What `[0-9]+`, `0o[0-7]+`, `0x[0-9a-fA-F]+` and the form with fraction and exponent stand for.
std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with("0o")) return whole_number(text.substr(2), 8);
  if (text.starts_with("0x")) return whole_number(text.substr(2), 16);
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  // from_chars would take `inf` and `nan` as well, and a second sign.
  const bool begins = !text.empty() && (is_digit(text[0]) || (text.size() > 1 && text[0] == '.' && is_digit(text[1])));
  if (!begins) return {};
  double number = 0;
  const auto [stopped, fault] = std::from_chars(text.begin(), text.end(), number);
  if (stopped != text.end() || fault == std::errc::invalid_argument) return {};
  if (fault == std::errc::result_out_of_range) number = HUGE_VAL;
  return is_negative ? -number : number;
}

void append(std::string& out, const YamlValue& value);

void append_list(std::string& out, const YamlValue& list) {
  out += '[';
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (i > 0) out += ", ";
    append(out, *list.items[i]);
  }
  out += ']';
}

void append_map(std::string& out, const YamlValue& map) {
  out += '{';
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    if (i > 0) out += ", ";
    append(out, *map.entries[i].key);
    out += ": ";
    append(out, *map.entries[i].value);
  }
  out += '}';
}

void append(std::string& out, const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::null:
      out += "null";
      break;
    case YamlValue::Kind::scalar:
      out += value.text;
      break;
    case YamlValue::Kind::list:
      append_list(out, value);
      break;
    case YamlValue::Kind::map:
      append_map(out, value);
      break;
  }
}

}  // namespace

ValueKind kind_of_plain(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return ValueKind::null;
  if (is_one_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) return ValueKind::boolean;
  if (is_one_of(text, {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"}))
    return ValueKind::yes_no;
  const auto unsigned_text = text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
  if (is_one_of(unsigned_text, {".inf", ".Inf", ".INF"})) return ValueKind::number;
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return ValueKind::number;
  return parse_number(text) ? ValueKind::number : ValueKind::string;
}

ValueKind kind_of(const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::null:
      return ValueKind::null;
    case YamlValue::Kind::list:
      return ValueKind::list;
    case YamlValue::Kind::map:
      return ValueKind::map;
    case YamlValue::Kind::scalar:
      break;
  }
  if (value.tag == "?") return kind_of_plain(value.text);
  if (!value.tag.starts_with(core_tag)) return ValueKind::string;
  const auto type = std::string_view(value.tag).substr(core_tag.size());
  if (type == "bool") return ValueKind::boolean;
  if (type == "int" || type == "float") return ValueKind::number;
  return type == "null" ? ValueKind::null : ValueKind::string;
}

std::string_view to_string(ValueKind kind) {
  constexpr std::array<std::string_view, 7> names{"empty",     "a boolean", "a number", "a string",
                                                  "yes or no", "a list",    "a map"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<double> number_of(const YamlValue& value) {
  if (kind_of(value) != ValueKind::number) return {};
  const auto number = parse_number(value.text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> boolean_of(const YamlValue& value) {
  const auto kind = kind_of(value);
  if (kind != ValueKind::boolean && kind != ValueKind::yes_no) return {};
  return is_one_of(value.text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"});
}

std::string as_written(const YamlValue& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace baryon::bundle
