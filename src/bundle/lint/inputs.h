#pragma once

#include "bundle/bundle.h"
#include "bundle/lint/report.h"
#include "bundle/lint/uses.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup input_rules();

/// Compares the inputs that infrastructure files use with those that the schema defines, both ways.
void check_inputs(const Schema& schema, TemplateKind kind, const Uses& uses, Report& report);

}  // namespace baryon::bundle::lint
