#include "bundle/lint/keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "bundle/yaml_document.h"

namespace baryon::bundle::lint {
namespace {

struct WrittenKey {
  std::string name;
  Place place;
};

/// Keys that are lists or maps are left out: Jinja in flow style (`{{ x }}`) reads as one.
std::vector<WrittenKey> keys_of(const YAML::Node& map) {
  std::vector<WrittenKey> keys;
  if (!map.IsMap()) return keys;
  for (const auto& pair : map)
    if (pair.first.IsScalar()) keys.push_back({.name = pair.first.Scalar(), .place = place_of(pair.first.Mark())});
  return keys;
}

std::vector<std::string_view> those_not_in(const std::set<std::string_view>& written,
                                           std::span<const std::string_view> known) {
  std::vector<std::string_view> absent;
  std::ranges::copy_if(known, std::back_inserter(absent), [&](auto name) { return !written.contains(name); });
  return absent;
}

void add_missing(const YAML::Node& map, const MapKeys& keys, const Rule& rule, const std::optional<WrittenKey>& meant,
                 const FileReport& report) {
  const auto place = meant ? meant->place : place_of(map.Mark());
  const auto hint = meant ? fmt::format("did you mean it by '{}'?", escape_for_display(meant->name))
                          : std::string(keys.required_hint);
  report.add(rule, place, fmt::format("the key {} is missing", keys.required), hint);
}

}  // namespace

bool check_keys(const YAML::Node& map, const MapKeys& keys, const KeyRules& rules, const FileReport& report) {
  const auto written = keys_of(map);
  std::set<std::string_view> names;
  for (const auto& key : written)
    if (!names.insert(key.name).second)
      report.add(rules.twice, key.place, fmt::format("the key '{}' is there twice", escape_for_display(key.name)),
                 "remove one of the two");
  const auto absent = those_not_in(names, keys.known);
  const bool lacks_required = std::ranges::find(absent, keys.required) != absent.end();
  std::optional<WrittenKey> meant;
  for (const auto& key : written) {
    if (std::ranges::find(keys.known, key.name) != keys.known.end()) continue;
    const auto near = nearest(key.name, absent);
    if (lacks_required && !meant && near == keys.required) {
      meant = key;
      continue;
    }
    report.add(
        rules.unknown, key.place, fmt::format("the key '{}' is not known", escape_for_display(key.name)),
        near ? fmt::format("did you mean {}?", *near) : fmt::format("known here: {}", fmt::join(keys.known, ", ")));
  }
  if (lacks_required) add_missing(map, keys, rules.missing, meant, report);
  return !lacks_required;
}

}  // namespace baryon::bundle::lint
