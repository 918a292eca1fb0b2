#include "bundle/property_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "bundle/constraint_comparison.h"

namespace baryon::bundle {
namespace {

/// Two properties of the same name.
struct Pair {
  const Property& before;
  const Property& after;
  std::string subject;
};

class Comparison {
 public:
  Comparison(PropertyUse use, std::vector<SurfaceChange>& changes) : use_(use), changes_(changes) {}

  void compare_lists(const std::string& prefix, const std::vector<Property>& before,
                     const std::vector<Property>& after) {
    const auto before_by_name = by_name(before);
    for (const auto& property : after) {
      const auto found = before_by_name.find(property.name);
      if (found == before_by_name.end())
        add_new(prefix, property);
      else
        compare_pair({.before = *found->second, .after = property, .subject = subject(prefix, property)});
    }
    const auto after_by_name = by_name(after);
    for (const auto& property : before)
      if (!after_by_name.contains(property.name)) add(Weight::breaking, subject(prefix, property), "was removed", {});
  }

 private:
  static std::unordered_map<std::string_view, const Property*> by_name(const std::vector<Property>& properties) {
    std::unordered_map<std::string_view, const Property*> map;
    for (const auto& property : properties) map.emplace(property.name, &property);
    return map;
  }

  static std::string subject(const std::string& prefix, const Property& property) {
    constexpr std::size_t longest = 100;  // bytes; AWS Proton allows names of 100 characters
    return prefix + escape_for_display(property.name, longest);
  }

  void add(Weight weight, std::string subject, std::string message, Place place) {
    changes_.push_back(
        {.weight = weight, .subject = std::move(subject), .message = std::move(message), .place = place});
  }

  void add(Weight weight, const Pair& pair, std::string message) {
    add(weight, pair.subject, std::move(message), pair.after.place);
  }

  /// Rules about values bind those who give them, not those who are promised them.
  void add_rule(Weight weight, const Pair& pair, std::string message) {
    add(use_ == PropertyUse::input ? weight : std::min(weight, Weight::compatible), pair, std::move(message));
  }

  void add_new(const std::string& prefix, const Property& property) {
    const bool is_input = use_ == PropertyUse::input;
    const bool breaks = is_input && property.needs_value();
    const auto* const message = !is_input ? "is new"
                                : breaks  ? "is new, required and has no default"
                                          : "is new and optional";
    add(breaks ? Weight::breaking : Weight::compatible, subject(prefix, property), message, property.place);
  }

  void compare_pair(const Pair& pair) {
    const auto& [before, after, subject] = pair;
    if (before.type != after.type) {
      add(Weight::breaking, pair,
          fmt::format("changes its type from {} to {}", before.type.empty() ? "any" : shown(before.type),
                      after.type.empty() ? "any" : shown(after.type)));
    } else {
      for (auto& [weight, message] : compare_constraints(before, after)) add_rule(weight, pair, std::move(message));
      compare_items(pair);
      compare_lists(subject + ".", before.properties, after.properties);
    }
    compare_need(pair);
    if (before.title != after.title) add(Weight::cosmetic, pair, "changes its title");
    if (before.description != after.description) add(Weight::cosmetic, pair, "changes its description");
  }

  void compare_items(const Pair& pair) {
    const auto& before = pair.before.items;
    const auto& after = pair.after.items;
    if (!before.empty() && !after.empty())
      compare_pair({.before = before[0], .after = after[0], .subject = pair.subject + "[]"});
    else if (before.empty() && !after.empty())
      add_rule(Weight::breaking, pair, "gets a rule for its items");
    else if (!before.empty())
      add_rule(Weight::compatible, pair, "drops the rule for its items");
  }

  /// Required and default together.
  void compare_need(const Pair& pair) {
    const auto& [before, after, subject] = pair;
    if (!before.needs_value() && after.needs_value())
      return add_rule(
          Weight::breaking, pair,
          before.is_required     ? fmt::format("loses its default {} and is required", shown(*before.default_value))
          : before.default_value ? fmt::format("is required now and loses its default {}", shown(*before.default_value))
                                 : "is required now and has no default");
    if (before.needs_value() && !after.needs_value())
      return add_rule(Weight::compatible, pair,
                      after.default_value
                          ? fmt::format("gets the default {}, which makes it optional", shown(*after.default_value))
                          : "is no longer required");
    compare_defaults(pair);
    if (before.is_required != after.is_required)
      add(Weight::cosmetic, pair,
          after.is_required ? "is listed as required, but has a default"
                            : "is no longer listed as required, and has a default");
  }

  void compare_defaults(const Pair& pair) {
    const auto& before = pair.before.default_value;
    const auto& after = pair.after.default_value;
    if (before == after) return;
    if (!before)
      add(Weight::compatible, pair, fmt::format("gets the default {}", shown(*after)));
    else if (!after)
      add(Weight::compatible, pair, fmt::format("loses its default {}", shown(*before)));
    else
      add(Weight::compatible, pair, fmt::format("changes its default from {} to {}", shown(*before), shown(*after)));
  }

  PropertyUse use_;
  std::vector<SurfaceChange>& changes_;
};

}  // namespace

void compare_properties(std::string_view prefix, PropertyUse use, const std::vector<Property>& before,
                        const std::vector<Property>& after, std::vector<SurfaceChange>& changes) {
  Comparison(use, changes).compare_lists(std::string(prefix), before, after);
}

}  // namespace baryon::bundle
