#include "bundle/lint/cloudformation.h"

namespace baryon::bundle::lint {

RuleGroup jinja_rules() { return {.title = "Jinja", .rules = {}}; }

RuleGroup cloudformation_rules() { return {.title = "CloudFormation", .rules = {}}; }

Result<void> check_cloudformation(const Subject& /*subject*/, const Infrastructure& /*infrastructure*/, Uses& /*uses*/,
                                  Report& /*report*/) {
  return {};
}

}  // namespace baryon::bundle::lint
