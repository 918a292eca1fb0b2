#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/lint/report.h"
#include "bundle/lint/rule.h"
#include "bundle/yaml_tree.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_map_rules();

/// A name twice under `types` or `properties`.
extern const Rule schema_duplicate_name;
/// A key twice in any other map.
extern const Rule schema_duplicate_key;

/// What the functions that read schema/schema.yaml share: where findings go, and a bound on the work of suggestions.
class SchemaFindings {
 public:
  explicit SchemaFindings(Report& report) : report_(report) {}

  void add(const Rule& rule, Place place, std::string message, std::string hint = {});

  /// The entries of a map whose keys are names, each name once; the others become findings. `owner` is whose map it is:
  /// `input 'vpc_cidr'`. Empty where `map` is no map.
  [[nodiscard]] std::vector<YamlEntry> entries(const YamlValue& map, std::string_view owner,
                                               const Rule& duplicate = schema_duplicate_key);

  /// `nearest` of base/text.h, as long as there is work left for it.
  [[nodiscard]] std::optional<std::string_view> nearest_of(std::string_view text,
                                                           std::span<const std::string_view> candidates);

  /// `did you mean x`, or `otherwise` where nothing is near.
  [[nodiscard]] std::string suggest(std::string_view text, std::span<const std::string_view> candidates,
                                    std::string otherwise = {});

 private:
  void add_duplicate(const Rule& rule, std::string_view owner, const YamlValue& first, const YamlValue& second);

  Report& report_;
  /// Comparing two texts takes time by the product of their lengths. Many long names must not make it minutes: this
  /// many pairs of characters, a few milliseconds, are compared for one schema, then no more suggestions are made.
  std::size_t comparisons_left_ = 4'000'000;
};

/// Null where there is none.
[[nodiscard]] const YamlEntry* find(std::span<const YamlEntry> entries, std::string_view key);

/// Names, those of strangers among them, as they stand in messages.
[[nodiscard]] std::string name_in_quotes(std::string_view name);

/// Of UTF-8.
[[nodiscard]] std::size_t length_in_characters(std::string_view text);

}  // namespace baryon::bundle::lint
