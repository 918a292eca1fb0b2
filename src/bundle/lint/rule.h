#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "bundle/finding.h"

namespace baryon::bundle::lint {

/// One thing that can be wrong with a bundle. Rules are constants beside the code that applies them; ids are public
/// names and never change their meaning: `<subject>-<what is wrong>`, lower case with dashes.
struct Rule {
  std::string_view id;
  Severity severity = Severity::warning;
  std::string_view title;  ///< what is wrong, in a few words: "the schema names an input type that types lacks"
  std::string_view why;    ///< who says so and what comes of it, in a sentence or two; Markdown
};

/// The rules of one file of this folder.
struct RuleGroup {
  std::string_view title;
  std::span<const Rule> rules;
};

/// All groups, in the order of docs/lint-rules.md. A new group is one line in rule.cpp.
[[nodiscard]] const std::vector<RuleGroup>& rule_groups();

[[nodiscard]] const Rule* find_rule(std::string_view id);

}  // namespace baryon::bundle::lint
