#include "bundle/constraint_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "base/text.h"

namespace baryon::bundle {
namespace {

using Changes = std::vector<ConstraintChange>;

/// A lower bound; an upper one is compared as the lower bound of negated values.
struct Bound {
  std::optional<double> value = {};
  bool is_exclusive = false;

  friend bool operator==(const Bound&, const Bound&) = default;
};

enum class Side : std::uint8_t { lower, upper };

bool is_stricter(const Bound& before, const Bound& after, Side side) {
  if (before.value == after.value) return after.is_exclusive;
  return side == Side::lower ? *after.value > *before.value : *after.value < *before.value;
}

void compare_bounds(std::string_view name, Side side, const Bound& before, const Bound& after, Changes& changes) {
  if (!before.value && !after.value) return;
  if (!before.value) {
    changes.push_back({Weight::breaking, fmt::format("gets {} {}", name, *after.value)});
  } else if (!after.value) {
    changes.push_back({Weight::compatible, fmt::format("drops {} {}", name, *before.value)});
  } else if (before != after) {
    const auto weight = is_stricter(before, after, side) ? Weight::breaking : Weight::compatible;
    const auto* const verb = *after.value > *before.value ? "raises" : "lowers";
    changes.push_back(
        {weight, before.value == after.value
                     ? fmt::format("makes {} {} {}", name, *after.value, after.is_exclusive ? "exclusive" : "inclusive")
                     : fmt::format("{} {} from {} to {}", verb, name, *before.value, *after.value)});
  }
}

/// Of lengths and counts, where a lower bound of 0 is none.
void compare_counts(std::string_view lower_name, const std::optional<double>& lower_before,
                    const std::optional<double>& lower_after, std::string_view upper_name,
                    const std::optional<double>& upper_before, const std::optional<double>& upper_after,
                    Changes& changes) {
  const auto lower = [](const std::optional<double>& bound) { return bound == 0.0 ? Bound{} : Bound{bound}; };
  compare_bounds(lower_name, Side::lower, lower(lower_before), lower(lower_after), changes);
  compare_bounds(upper_name, Side::upper, {upper_before}, {upper_after}, changes);
}

std::string shown(const std::vector<std::string_view>& values) {
  constexpr std::size_t most = 5;
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < most; ++i) out += (i == 0 ? "" : ", ") + bundle::shown(values[i]);
  return values.size() <= most ? out : fmt::format("{} and {} more", out, values.size() - most);
}

std::vector<std::string_view> missing(const std::vector<std::string>& from, const std::vector<std::string>& in) {
  const std::unordered_set<std::string_view> known(in.begin(), in.end());
  std::vector<std::string_view> values;
  std::ranges::copy_if(from, std::back_inserter(values),
                       [&](const std::string& value) { return !known.contains(value); });
  return values;
}

void compare_enumerations(const Property& before, const Property& after, Changes& changes) {
  const auto& old_values = before.enumeration;
  const auto& new_values = after.enumeration;
  if (!old_values && !new_values) return;
  if (!old_values) return changes.push_back({Weight::breaking, "gets an enum: " + shown(missing(*new_values, {}))});
  if (!new_values) return changes.push_back({Weight::compatible, "drops its enum"});
  const auto lost = missing(*old_values, *new_values);
  const auto gained = missing(*new_values, *old_values);
  if (!lost.empty()) changes.push_back({Weight::breaking, fmt::format("loses {} from its enum", shown(lost))});
  if (!gained.empty()) changes.push_back({Weight::compatible, fmt::format("adds {} to its enum", shown(gained))});
  if (lost.empty() && gained.empty() && *old_values != *new_values)
    changes.push_back({Weight::cosmetic, "orders its enum differently"});
}

/// Of rules that are met or not, where another one may refuse anything.
void compare_rules(std::string_view name, const std::optional<std::string>& before,
                   const std::optional<std::string>& after, Changes& changes) {
  if (before == after) return;
  if (!before)
    changes.push_back({Weight::breaking, fmt::format("gets the {} {}", name, bundle::shown(*after))});
  else if (!after)
    changes.push_back({Weight::compatible, fmt::format("drops its {} {}", name, bundle::shown(*before))});
  else
    changes.push_back({Weight::breaking, fmt::format("changes its {} from {} to {}", name, bundle::shown(*before),
                                                     bundle::shown(*after))});
}

std::optional<std::string> text_of(const std::optional<double>& number) {
  return number ? std::optional(fmt::format("{}", *number)) : std::nullopt;
}

void compare_flags(const Property& before, const Property& after, Changes& changes) {
  if (before.is_nullable != after.is_nullable)
    changes.push_back(after.is_nullable ? ConstraintChange{Weight::compatible, "takes null now"}
                                        : ConstraintChange{Weight::breaking, "no longer takes null"});
  if (before.has_unique_items != after.has_unique_items)
    changes.push_back(after.has_unique_items ? ConstraintChange{Weight::breaking, "no longer takes equal items"}
                                             : ConstraintChange{Weight::compatible, "takes equal items now"});
}

}  // namespace

std::string shown(std::string_view value) {
  constexpr std::size_t longest = 100;  // bytes; patterns may be long
  return value.empty() ? "''" : escape_for_display(value, longest);
}

std::vector<ConstraintChange> compare_constraints(const Property& before, const Property& after) {
  Changes changes;
  compare_enumerations(before, after, changes);
  compare_bounds("minimum", Side::lower, {before.minimum, before.is_minimum_exclusive},
                 {after.minimum, after.is_minimum_exclusive}, changes);
  compare_bounds("maximum", Side::upper, {before.maximum, before.is_maximum_exclusive},
                 {after.maximum, after.is_maximum_exclusive}, changes);
  compare_counts("minLength", before.min_length, after.min_length, "maxLength", before.max_length, after.max_length,
                 changes);
  compare_counts("minItems", before.min_items, after.min_items, "maxItems", before.max_items, after.max_items, changes);
  compare_counts("minProperties", before.min_properties, after.min_properties, "maxProperties", before.max_properties,
                 after.max_properties, changes);
  compare_rules("multipleOf", text_of(before.multiple_of), text_of(after.multiple_of), changes);
  compare_rules("pattern", before.pattern, after.pattern, changes);
  compare_rules("format", before.format, after.format, changes);
  compare_flags(before, after, changes);
  return changes;
}

}  // namespace baryon::bundle
