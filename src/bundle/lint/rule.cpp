#include "bundle/lint/rule.h"

#include <array>

#include "bundle/lint/cloudformation.h"
#include "bundle/lint/compatibility_rules.h"
#include "bundle/lint/files.h"
#include "bundle/lint/inputs.h"
#include "bundle/lint/layout.h"
#include "bundle/lint/manifest.h"
#include "bundle/lint/registration.h"
#include "bundle/lint/report_rules.h"
#include "bundle/lint/scan_rules.h"
#include "bundle/lint/schema.h"
#include "bundle/lint/terraform.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::array report_rules{findings_left_out};

}  // namespace

const std::vector<RuleGroup>& rule_groups() {
  static const std::vector<RuleGroup> groups{{.title = "Archives", .rules = scan_rules},
                                             file_rules(),
                                             layout_rules(),
                                             schema_rules(),
                                             registration_rules(),
                                             manifest_rules(),
                                             jinja_rules(),
                                             cloudformation_rules(),
                                             terraform_rules(),
                                             input_rules(),
                                             {.title = "Compatibility", .rules = compatibility_rules},
                                             {.title = "Reports", .rules = report_rules}};
  return groups;
}

const Rule* find_rule(std::string_view id) {
  for (const auto& group : rule_groups())
    for (const auto& rule : group.rules)
      if (rule.id == id) return &rule;
  return nullptr;
}

}  // namespace baryon::bundle::lint
