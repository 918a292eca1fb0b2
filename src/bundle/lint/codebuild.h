#pragma once

#include "base/error.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/lint/uses.h"

namespace baryon::bundle::lint {

/// Notes the inputs that the manifest of a CodeBuild directory names in Jinja expressions; its programs read
/// `proton-inputs.json`, so which inputs they use is not known. Errors: those of `Subject::text`.
[[nodiscard]] Result<void> check_codebuild(const Subject& subject, const Infrastructure& infrastructure, Uses& uses,
                                           Report& report);

}  // namespace baryon::bundle::lint
