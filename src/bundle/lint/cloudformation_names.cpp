#include "bundle/lint/cloudformation_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "bundle/lint/cloudformation_rules.h"

namespace baryon::bundle::lint {
namespace {

using Kind = YamlOutline::Kind;
using Entry = YamlOutline::Entry;

// CloudFormation User Guide, "Pseudo parameters reference".
constexpr auto pseudo_parameters =
    std::to_array<std::string_view>({"AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition",
                                     "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"});

/// Names of one kind, and what to call the kind.
struct Names {
  std::string_view what;
  std::vector<std::string_view> list = {};
  std::unordered_set<std::string_view> set = {};

  void add(std::string_view name) {
    if (set.insert(name).second) list.push_back(name);
  }
};

class NameCheck {
 public:
  explicit NameCheck(const CloudFormationView& view) : view_(view), outline_(view.outline) {}

  void check() {
    if (!view_.has_all_branches || !collect()) return;
    for (const auto* const name : {"Resources", "Outputs", "Conditions"})
      if (const auto section = outline_.find(0, name)) check_section(*section, name);
  }

 private:
  /// False where not all definitions can be seen.
  bool collect() {
    if (outline_.find(0, "Transform")) return false;
    for (const auto pseudo : pseudo_parameters) targets_.add(pseudo);
    for (const auto* const name : {"Parameters", "Resources", "Conditions"}) {
      const auto section = outline_.find(0, name);
      if (!section) continue;
      if (view_.canvas.has_insertion_between(outline_.offset(section->key), view_.end_of(section->value))) return false;
      for (const auto entry : outline_.entries(section->value))
        if (!define(entry, name)) return false;
    }
    return true;
  }

  bool define(Entry entry, std::string_view section) {
    const auto name = view_.known_text(entry.key);
    if (name.empty() || name.starts_with("Fn::")) return false;
    if (section == "Conditions") {
      conditions_.add(name);
      return true;
    }
    targets_.add(name);
    if (section != "Resources") return true;
    resources_.add(name);
    const auto type = outline_.find(entry.value, "Type");
    return !type || !outline_.text(type->value).ends_with("::MODULE");
  }

  void check_section(Entry section, std::string_view name) {
    for (const auto entry : outline_.entries(section.value)) {
      if (name == "Conditions") continue;
      if (const auto condition = outline_.find(entry.value, "Condition")) check_name(condition->value, conditions_);
      if (const auto depends = outline_.find(entry.value, "DependsOn")) check_each(depends->value, resources_);
    }
    for (auto value = section.value; value < outline_.after(section.value); ++value) {
      if (const auto tag = outline_.tag(value); tag.size() > 1 && tag[0] == '!') check_function(tag.substr(1), value);
      const auto only = outline_.only_entry(value);
      if (!only) continue;
      const auto key = outline_.text(only->key);
      if (key == "Ref" || (key == "Condition" && name == "Conditions")) check_function(key, only->value);
      if (key.starts_with("Fn::")) check_function(key.substr(4), only->value);
    }
  }

  void check_function(std::string_view function, std::size_t argument) {
    if (function == "Ref") return check_name(argument, targets_);
    if (function == "Condition") return check_name(argument, conditions_);
    if (function == "If") return check_first(argument, conditions_);
    if (function == "GetAtt")
      return outline_.is_scalar(argument) ? check_attribute(argument) : check_first(argument, resources_);
    if (function == "Sub") return check_substitution(argument);
  }

  void check_each(std::size_t value, const Names& names) {
    if (outline_.is_scalar(value)) check_name(value, names);
    for (const auto element : outline_.elements(value)) check_name(element, names);
  }

  void check_first(std::size_t sequence, const Names& names) {
    const auto elements = outline_.elements(sequence);
    if (!elements.empty()) check_name(elements.front(), names);
  }

  void check_name(std::size_t value, const Names& names) { check_text(view_.known_text(value), value, names); }

  void check_attribute(std::size_t value) {
    const auto text = view_.known_text(value);
    check_text(text.substr(0, text.find('.')), value, resources_);
  }

  void check_text(std::string_view name, std::size_t value, const Names& names) {
    if (name.empty() || names.set.contains(name)) return;
    view_.add(cfn_undefined_name, value, fmt::format("no {} is named '{}'", names.what, escape_for_display(name)),
              view_.near_miss.hint(name, names.list, "define it, or correct the name"));
  }

  /// `${Name}` and `${Name.Attribute}`, but not `${!Literal}` and the variables given in the second argument.
  void check_substitution(std::size_t argument) {
    auto string = argument;
    std::unordered_set<std::string_view> variables;
    if (const auto elements = outline_.elements(argument); !elements.empty()) {
      string = elements.front();
      if (elements.size() > 1)
        for (const auto entry : outline_.entries(elements[1])) variables.insert(outline_.text(entry.key));
    }
    const auto text = outline_.text(string);
    for (auto begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${", begin + 2)) {
      const auto end = text.find('}', begin);
      if (end == std::string_view::npos) return;
      const auto name = text.substr(begin + 2, end - begin - 2);
      if (name.starts_with('!') || holds_placeholder(name) || variables.contains(name)) continue;
      const auto dot = name.find('.');
      check_text(trim(name.substr(0, dot)), string, dot == std::string_view::npos ? targets_ : resources_);
    }
  }

  static std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\n");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
  }

  const CloudFormationView& view_;
  const YamlOutline& outline_;
  Names targets_{.what = "parameter or resource"};
  Names resources_{.what = "resource"};
  Names conditions_{.what = "condition"};
};

}  // namespace

void check_cloudformation_names(const CloudFormationView& view) { NameCheck(view).check(); }

}  // namespace baryon::bundle::lint
