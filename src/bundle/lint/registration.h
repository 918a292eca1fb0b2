#pragma once

#include <optional>

#include "base/error.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/registration_file.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup registration_rules();

/// Reads and checks `.template-registration.yaml`, or the older `.compatible-envs`, of a service template. Nothing, and
/// a finding of severity error, where there is none that can be used. Errors: those of `Subject::text`.
[[nodiscard]] Result<std::optional<Registration>> read_registration(const Subject& subject, Report& report);

}  // namespace baryon::bundle::lint
