#include "bundle/lint/input_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "bundle/lint/input_rules.h"
#include "bundle/lint/one_of.h"
#include "bundle/lint/proton_names.h"

namespace baryon::bundle::lint {
namespace {

std::optional<InputOf> input_of(std::string_view name) {
  if (name == "environment") return InputOf::environment;
  if (name == "service_instance") return InputOf::service_instance;
  if (name == "pipeline") return InputOf::pipeline;
  return {};
}

/// `service_instances[0].inputs.x` means what `service_instance.inputs.x` means.
NamePath in_singular(const NamePath& path) {
  if (path.at(0) != "service_instances") return path;
  auto one = path.count > 1 ? path.without(1) : path;
  if (path.count > 1 && !path.at(1).empty()) one.count = 1;
  one.segments[0] = "service_instance";
  return one;
}

}  // namespace

void InputReferences::note(const NamePath& path, Place place) {
  const auto name = path.at(0);
  if (!is_one_of(name, proton_names_in(role_))) {
    if (!path.has_fallback)
      report_.add(input_wrong_namespace, file_, place,
                  fmt::format("{}{} is not given to this directory", prefix_, name), available_in(role_));
    return;
  }
  const auto one = in_singular(path);
  const auto of = input_of(one.at(0));
  if (one.count > 1 && one.at(1) != "inputs") return check_member(one, place);
  if (!of) return;
  if (has_inputs_in(one.at(0), role_))
    note_input(*of, one.count > 2 ? one.at(2) : std::string_view(), path, place);
  else if (one.count > 1 && !path.has_fallback)
    report_.add(input_wrong_namespace, file_, place,
                fmt::format("{}{}.inputs is not given to this directory", prefix_, name), available_in(role_));
}

void InputReferences::note_unknown(const NamePath& path, Place place) {
  if (path.has_fallback) return;
  report_.add(input_unknown_name, file_, place,
              fmt::format("nothing defines {}{}", prefix_, escape_for_display(path.at(0))),
              path.is_after_dash ? "write names with a dash in brackets: inputs[\"a-b\"]"
                                 : near_miss_.hint(path.at(0), proton_names(), available_in(role_)));
}

void InputReferences::check_member(const NamePath& path, Place place) {
  const auto members = proton_members(path.at(0));
  const auto member = path.at(1);
  if (path.has_fallback || member.empty() || is_one_of(member, members)) return;
  if (const auto found = near_miss_.find(member, members))
    report_.add(input_unknown_name, file_, place,
                fmt::format("{}{} has no {}", prefix_, path.at(0), escape_for_display(member)),
                fmt::format("did you mean '{}'?", *found));
}

/// One note for all uses of an input in a file: at the first without fallback. Where the file asks once whether there
/// is such an input, that goes for all.
void InputReferences::note_input(InputOf of, std::string_view name, const NamePath& path, Place place) {
  const auto [found, is_new] =
      noted_.try_emplace({of, std::string(name)}, Noted{.index = uses_.inputs.size(), .is_guarded = path.is_guard});
  if (is_new) {
    if (uses_.inputs.size() >= most_inputs) {
      noted_.erase(found);
      uses_.is_opaque = true;
      return;
    }
    uses_.inputs.push_back(
        {.of = of, .name = std::string(name), .file = file_, .place = place, .has_fallback = path.has_fallback});
    return;
  }
  auto& use = uses_.inputs[found->second.index];
  found->second.is_guarded |= path.is_guard;
  if (found->second.is_guarded) {
    use.has_fallback = true;
  } else if (use.has_fallback && !path.has_fallback) {
    use.has_fallback = false;
    use.place = place;
  }
}

}  // namespace baryon::bundle::lint
