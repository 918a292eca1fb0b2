#pragma once

#include <string_view>

#include "base/error.h"
#include "bundle/collector.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup file_rules();

/// Name, links and quotas: what is known before any file is read. True where the directory's files are complete, so
/// that they can be examined.
[[nodiscard]] bool check_directory(std::string_view template_name, const VersionDirectory& directory, Report& report);

/// Names that differ only in case, quotas and encoding of each file. Errors: those of `Subject::text`.
[[nodiscard]] Result<void> check_files(const Subject& subject, Report& report);

}  // namespace baryon::bundle::lint
