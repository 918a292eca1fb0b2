#include "bundle/lint/inputs.h"

namespace baryon::bundle::lint {

RuleGroup input_rules() { return {.title = "Inputs", .rules = {}}; }

void check_inputs(const Schema& /*schema*/, TemplateKind /*kind*/, const Uses& /*uses*/, Report& /*report*/) {}

}  // namespace baryon::bundle::lint
