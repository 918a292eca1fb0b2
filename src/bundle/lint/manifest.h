#pragma once

#include <vector>

#include "base/error.h"
#include "bundle/bundle.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup manifest_rules();

/// Reads and checks `manifest.yaml` of each infrastructure directory that this kind has; directories whose manifest
/// cannot be made sense of are left out. Format: AWS Proton User Guide, "Manifest file". Errors: those of
/// `Subject::text`.
[[nodiscard]] Result<std::vector<Infrastructure>> read_manifests(const Subject& subject, TemplateKind kind,
                                                                 Report& report);

}  // namespace baryon::bundle::lint
