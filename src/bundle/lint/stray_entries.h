#pragma once

#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"

namespace baryon::bundle::lint {

/// Finds what lies at the root of a bundle, or in its `schema/`, and is not read there: misspelt names, misplaced files
/// and what is no part of a template at all. README, LICENSE, `spec/`, `shared/` and names that begin with a dot pass.
void check_stray_entries(const Subject& subject, Report& report);

}  // namespace baryon::bundle::lint
