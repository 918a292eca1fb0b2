#include "bundle/lint/terraform.h"

namespace baryon::bundle::lint {

RuleGroup terraform_rules() { return {.title = "Terraform", .rules = {}}; }

Result<void> check_terraform(const Subject& /*subject*/, const Infrastructure& /*infrastructure*/, Uses& /*uses*/,
                             Report& /*report*/) {
  return {};
}

}  // namespace baryon::bundle::lint
