#include "bundle/lint/cloudformation_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "bundle/lint/cloudformation_rules.h"
#include "bundle/lint/one_of.h"

namespace baryon::bundle::lint {
namespace {

using Kind = YamlOutline::Kind;

// CloudFormation User Guide, "Intrinsic function reference" and "Rule functions".
constexpr auto tags = std::to_array<std::string_view>({"!Ref",
                                                       "!Sub",
                                                       "!GetAtt",
                                                       "!Join",
                                                       "!Select",
                                                       "!Split",
                                                       "!If",
                                                       "!Equals",
                                                       "!And",
                                                       "!Or",
                                                       "!Not",
                                                       "!Base64",
                                                       "!Cidr",
                                                       "!FindInMap",
                                                       "!ImportValue",
                                                       "!GetAZs",
                                                       "!Transform",
                                                       "!Condition",
                                                       "!Length",
                                                       "!ToJsonString",
                                                       "!ForEach",
                                                       "!Contains",
                                                       "!EachMemberEquals",
                                                       "!EachMemberIn",
                                                       "!RefAll",
                                                       "!ValueOf",
                                                       "!ValueOfAll"});
constexpr auto functions =
    std::to_array<std::string_view>({"Fn::Sub",          "Fn::GetAtt",      "Fn::Join",
                                     "Fn::Select",       "Fn::Split",       "Fn::If",
                                     "Fn::Equals",       "Fn::And",         "Fn::Or",
                                     "Fn::Not",          "Fn::Base64",      "Fn::Cidr",
                                     "Fn::FindInMap",    "Fn::ImportValue", "Fn::GetAZs",
                                     "Fn::Transform",    "Fn::Length",      "Fn::ToJsonString",
                                     "Fn::ForEach",      "Fn::Contains",    "Fn::EachMemberEquals",
                                     "Fn::EachMemberIn", "Fn::RefAll",      "Fn::ValueOf",
                                     "Fn::ValueOfAll"});

void check_tag(const CloudFormationView& view, std::size_t value) {
  const auto tag = view.outline.tag(value);
  // Tags of YAML's own, such as !!str, come with their long names.
  if (!tag.starts_with('!') || is_one_of(tag, tags) || holds_placeholder(tag)) return;
  view.add(cfn_unknown_tag, value, fmt::format("CloudFormation has no tag {}", escape_for_display(tag)),
           view.near_miss.hint(tag, tags, "use the tag of an intrinsic function"));
}

/// Only what comes near a known one: others may be keys of somebody else.
void check_function(const CloudFormationView& view, std::size_t map) {
  const auto only = view.outline.only_entry(map);
  if (!only) return;
  const auto name = view.outline.text(only->key);
  if (!name.starts_with("Fn::") || name.starts_with("Fn::ForEach::") || is_one_of(name, functions)) return;
  if (const auto meant = view.near_miss.find(name, functions))
    view.add(cfn_unknown_tag, only->key, fmt::format("CloudFormation has no function {}", escape_for_display(name)),
             fmt::format("did you mean '{}'?", *meant));
}

void check_keys(const CloudFormationView& view, std::size_t map) {
  const auto& outline = view.outline;
  auto entries = outline.entries(map);
  for (const auto entry : entries)
    if (outline.text(entry.key) == "<<")
      view.add(cfn_alias, entry.key, "CloudFormation does not merge maps", "write the values out");
  std::erase_if(entries, [&](auto entry) { return view.known_text(entry.key).empty(); });
  std::ranges::sort(entries, {}, [&](auto entry) { return std::tuple(outline.text(entry.key), entry.key); });
  for (std::size_t index = 1; index < entries.size(); ++index) {
    const auto first = entries[index - 1].key;
    const auto second = entries[index].key;
    if (outline.text(first) != outline.text(second)) continue;
    if (!view.canvas.is_certain_between(outline.offset(first), outline.offset(second))) continue;
    view.add(cfn_duplicate_key, second,
             fmt::format("the key '{}' stands twice", escape_for_display(outline.text(first))),
             fmt::format("the first is in line {}", outline.place(first).line));
  }
}

}  // namespace

void check_cloudformation_values(const CloudFormationView& view) {
  for (std::size_t value = 0; value < view.outline.size(); ++value) {
    check_tag(view, value);
    switch (view.outline.kind(value)) {
      case Kind::map:
        check_function(view, value);
        check_keys(view, value);
        break;
      case Kind::alias:
        view.add(cfn_alias, value, "CloudFormation does not support aliases", "write the value out");
        break;
      default:
        break;
    }
  }
}

}  // namespace baryon::bundle::lint
