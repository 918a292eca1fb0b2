#include "bundle/yaml_document.h"

#include <fmt/format.h>

#include "bundle/yaml_events.h"

namespace baryon::bundle {
Error YamlFault::error(std::string_view name) const {
  const Finding finding{.rule = {}, .file = std::string(name), .place = place, .message = reason};
  return Error{.code = code, .message = finding.text(), .hint = hint};
}

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {.line = mark.line + 1, .column = mark.column + 1};
}

std::string place(std::string_view name, const YAML::Mark& mark) {
  if (mark.is_null()) return std::string(name);
  return fmt::format("{}:{}:{}", name, mark.line + 1, mark.column + 1);
}

std::optional<KeyedValue> find_key(const YAML::Node& map, std::string_view key) {
  if (!map.IsMap()) return {};
  for (const auto& pair : map)
    if (pair.first.IsScalar() && pair.first.Scalar() == key)
      return KeyedValue{.key_mark = pair.first.Mark(), .value = pair.second};
  return {};
}

Error yaml_error(std::string_view name, const YAML::Exception& exception) { return fault_of(exception).error(name); }

std::expected<YAML::Node, YamlFault> read_yaml(std::string_view text, const YamlLimits& limits) {
  BoundedHandler counter(limits);
  if (auto fault = send_events(text, limits, counter)) return std::unexpected(*std::move(fault));
  try {
    return YAML::Load(std::string(text));
  } catch (const YAML::Exception& exception) {
    return std::unexpected(fault_of(exception));
  }
}

Result<YAML::Node> load_yaml(std::string_view text, std::string_view name, const YamlLimits& limits) {
  auto node = read_yaml(text, limits);
  if (!node) return std::unexpected(node.error().error(name));
  return *std::move(node);
}

}  // namespace baryon::bundle
