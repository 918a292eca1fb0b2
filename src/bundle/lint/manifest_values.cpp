#include "bundle/lint/manifest_values.h"

#include <fmt/format.h>

#include "base/text.h"

namespace baryon::bundle::lint {

bool is_text(const YAML::Node& node) {
  if (node.IsScalar()) return true;
  return node.IsMap() && node.size() == 1 && node.begin()->first.IsMap();
}

void add_wrong_type(std::string_view what, std::string_view wanted, Place place, const FileReport& report) {
  report.add(manifest_wrong_type, place, fmt::format("{} has to be {}", what, wanted));
}

std::optional<std::string> read_text(const YAML::Node& map, std::string_view key, const FileReport& report) {
  const auto found = find_key(map, key);
  if (!found) return {};
  if (found->value.IsScalar()) return found->value.Scalar();
  add_wrong_type(key, "a text", place_of(found->key_mark), report);
  return {};
}

std::optional<YAML::Node> read_map(const YAML::Node& map, std::string_view key, const FileReport& report) {
  const auto found = find_key(map, key);
  if (!found) return {};
  if (found->value.IsMap()) return found->value;
  add_wrong_type(key, "a map", place_of(found->key_mark), report);
  return {};
}

std::optional<YAML::Node> read_map_of_texts(const YAML::Node& map, std::string_view key, const FileReport& report) {
  auto values = read_map(map, key, report);
  if (!values || is_text(*values)) return values;
  for (const auto& pair : *values)
    if (pair.first.IsScalar() && !is_text(pair.second))
      add_wrong_type(fmt::format("the value of '{}'", escape_for_display(pair.first.Scalar())), "a text",
                     place_of(pair.first.Mark()), report);
  return values;
}

}  // namespace baryon::bundle::lint
