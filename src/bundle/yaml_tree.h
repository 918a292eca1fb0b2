#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "bundle/finding.h"
#include "bundle/yaml_fault.h"

namespace baryon::bundle {

struct YamlValue;

/// One line of a map; neither is ever null.
struct YamlEntry {
  const YamlValue* key = nullptr;
  const YamlValue* value = nullptr;
};

/// A value of a YAML document; yaml_value.h tells what a scalar means.
struct YamlValue {
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind = Kind::null;
  Place place = {};
  std::string tag = {};                      ///< of a scalar: `?` plain, `!` quoted, or as given
  std::string text = {};                     ///< of a scalar
  std::vector<const YamlValue*> items = {};  ///< of a list
  std::vector<YamlEntry> entries = {};       ///< of a map, in the order of the file, the same key perhaps twice

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
};

/// A document as plain values. Against YAML::Node: read in one pass instead of two, walked without locks or exceptions.
/// Values behind an alias are shared; there are no cycles.
class YamlTree {
 public:
  YamlTree() { root_ = &values_.emplace_back(); }
  YamlTree(const YamlTree&) = delete;
  YamlTree& operator=(const YamlTree&) = delete;
  YamlTree(YamlTree&&) = default;
  YamlTree& operator=(YamlTree&&) = default;
  ~YamlTree() = default;

  [[nodiscard]] const YamlValue& root() const { return *root_; }

 private:
  friend class TreeBuilder;

  std::list<YamlValue> values_;  // which keeps their addresses
  const YamlValue* root_ = nullptr;
};

/// The first document of `text`; null where it has none. Faults: those of `read_yaml`.
[[nodiscard]] std::expected<YamlTree, YamlFault> read_yaml_tree(std::string_view text, const YamlLimits& limits = {});

}  // namespace baryon::bundle
