#pragma once

#include "base/error.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/lint/uses.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup terraform_rules();

/// Checks the Terraform files of a directory: balanced blocks, strings, heredocs and comments. Notes inputs and
/// outputs. Errors: those of `Subject::text`. Format: HCL native syntax specification.
[[nodiscard]] Result<void> check_terraform(const Subject& subject, const Infrastructure& infrastructure, Uses& uses,
                                           Report& report);

}  // namespace baryon::bundle::lint
