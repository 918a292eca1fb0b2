#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "bundle/schema.h"
#include "bundle/yaml_tree.h"

namespace baryon::bundle::lint {

/// What the value of a keyword looks like.
enum class Shape : std::uint8_t {
  any,
  text,      ///< any scalar, or nothing
  string,    ///< a scalar that is neither number nor boolean
  number,    ///< finite
  positive,  ///< a number above 0
  count,     ///< a whole number, not negative
  boolean,
  values,  ///< a list that is not empty
  list,
  map,
  boolean_or_map
};

/// For messages: `a whole number that is not negative`.
[[nodiscard]] std::string_view to_string(Shape shape);

[[nodiscard]] bool has_shape(const YamlValue& value, Shape shape);

/// Where the value goes.
using KeywordTarget = std::variant<std::monostate, std::string Property::*, std::optional<std::string> Property::*,
                                   std::optional<double> Property::*, bool Property::*>;

/// A keyword of schema objects.
struct Keyword {
  std::string_view name;
  Shape shape = Shape::any;
  std::array<std::string_view, 2> types = {};  ///< which it is for; none: all
  KeywordTarget target = {};

  [[nodiscard]] bool fits(std::string_view type) const;
  /// `value` has the keyword's shape.
  void store(const YamlValue& value, Property& property) const;
};

/// All of OpenAPI 3.0.3, "Schema Object". Null where it has none of this name.
[[nodiscard]] const Keyword* find_keyword(std::string_view name);
[[nodiscard]] std::span<const std::string_view> keyword_names();

}  // namespace baryon::bundle::lint
