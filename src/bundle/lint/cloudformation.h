#pragma once

#include "base/error.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/lint/uses.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup jinja_rules();
[[nodiscard]] RuleGroup cloudformation_rules();

/// Checks the CloudFormation template of a directory, as far as it can be told before Jinja renders it: delimiters and
/// blocks of Jinja, YAML with CloudFormation's tags, sections. Notes inputs and outputs. Errors: those of
/// `Subject::text`.
[[nodiscard]] Result<void> check_cloudformation(const Subject& subject, const Infrastructure& infrastructure,
                                                Uses& uses, Report& report);

}  // namespace baryon::bundle::lint
