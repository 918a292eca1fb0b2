#include "bundle/compatibility.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "bundle/constraint_comparison.h"
#include "bundle/property_comparison.h"
#include "bundle/schema.h"

namespace baryon::bundle {
namespace {

using Changes = std::vector<SurfaceChange>;

/// One of the three `*_input_type` keys.
struct SchemaRole {
  std::string_view key;
  std::string_view prefix;
  std::optional<InputType> Schema::* input;
};

constexpr SchemaRole environment{"environment_input_type", "environment input ", &Schema::environment};
constexpr SchemaRole outputs_of_environment{"environment_input_type", "environment output ", &Schema::environment};
constexpr SchemaRole service{"service_input_type", "service input ", &Schema::service};
constexpr SchemaRole pipeline{"pipeline_input_type", "pipeline input ", &Schema::pipeline};

const std::vector<Property>& properties_of(const SchemaType* type) {
  static const std::vector<Property> none;
  return type == nullptr ? none : type->properties;
}

void compare_role(const SchemaRole& role, PropertyUse use, const Schema& before, const Schema& after,
                  Changes& changes) {
  const auto& old_input = before.*role.input;
  const auto& new_input = after.*role.input;
  const auto add = [&](Weight weight, std::string message) {
    changes.push_back({.weight = weight,
                       .subject = std::string(role.key),
                       .message = std::move(message),
                       .place = new_input ? new_input->place : Place{}});
  };
  if (!old_input && !new_input) return;
  if (!old_input) return add(Weight::breaking, "appears");
  if (!new_input) return add(Weight::breaking, "disappears");
  if (old_input->name != new_input->name)
    add(Weight::cosmetic, fmt::format("names type {} instead of {}", shown(new_input->name), shown(old_input->name)));
  const auto* const old_type = before.type(old_input);
  const auto* const new_type = after.type(new_input);
  if (old_type != nullptr && new_type != nullptr && old_type->description != new_type->description)
    add(Weight::cosmetic, "names a type whose description changes");
  compare_properties(role.prefix, use, properties_of(old_type), properties_of(new_type), changes);
}

Result<void> compare_schemas(const Surface& before, const Surface& after, Changes& changes) {
  if (before.schema == after.schema) return {};
  BARYON_TRY(const auto old_schema, parse_schema(before.schema));
  BARYON_TRY(const auto new_schema, parse_schema(after.schema));
  if (before.engine.empty() && after.engine.empty())
    compare_role(outputs_of_environment, PropertyUse::output, old_schema, new_schema, changes);
  else
    compare_role(environment, PropertyUse::input, old_schema, new_schema, changes);
  compare_role(service, PropertyUse::input, old_schema, new_schema, changes);
  compare_role(pipeline, PropertyUse::input, old_schema, new_schema, changes);
  return {};
}

void compare_outputs(const Surface& before, const Surface& after, Changes& changes) {
  if (!before.outputs || !after.outputs) return;
  const std::set<std::string_view> old_names(before.outputs->begin(), before.outputs->end());
  const std::set<std::string_view> new_names(after.outputs->begin(), after.outputs->end());
  const auto add = [&](Weight weight, std::string_view name, std::string message) {
    changes.push_back({.weight = weight, .subject = "output " + shown(name), .message = std::move(message)});
  };
  for (const auto name : old_names)
    if (!new_names.contains(name)) add(Weight::breaking, name, "was removed");
  for (const auto name : new_names)
    if (!old_names.contains(name)) add(Weight::compatible, name, "is new");
}

void compare_engines(const Surface& before, const Surface& after, Changes& changes) {
  if (before.engine.empty() || after.engine.empty() || before.engine == after.engine) return;
  changes.push_back({.weight = Weight::breaking,
                     .subject = "engine",
                     .message = fmt::format("changes from {} to {}", shown(before.engine), shown(after.engine))});
}

}  // namespace

std::string_view to_string(Weight weight) {
  switch (weight) {
    case Weight::cosmetic:
      return "cosmetic";
    case Weight::compatible:
      return "compatible";
    case Weight::breaking:
      return "breaking";
  }
  return "compatible";
}

Result<std::vector<SurfaceChange>> compare(const Surface& before, const Surface& after) {
  Changes changes;
  BARYON_CHECK(compare_schemas(before, after, changes));
  compare_outputs(before, after, changes);
  compare_engines(before, after, changes);
  Changes sorted;
  sorted.reserve(changes.size());
  for (const auto weight : {Weight::breaking, Weight::compatible, Weight::cosmetic})
    std::ranges::copy_if(changes, std::back_inserter(sorted),
                         [weight](const SurfaceChange& change) { return change.weight == weight; });
  return sorted;
}

bool is_breaking(const std::vector<SurfaceChange>& changes) {
  return std::ranges::any_of(changes, [](const SurfaceChange& change) { return change.weight == Weight::breaking; });
}

}  // namespace baryon::bundle
