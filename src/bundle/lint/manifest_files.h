#pragma once

#include <string>
#include <vector>

#include "bundle/infrastructure.h"
#include "bundle/lint/file_report.h"
#include "bundle/lint/manifest_document.h"
#include "bundle/lint/subject.h"

namespace baryon::bundle::lint {

/// The files that a manifest takes from its directory, as `Infrastructure::files` wants them; empty where there are
/// none, with a finding. Also reports infrastructure as code that lies there and is not taken. `entries`: at least one.
/// `report`: about the manifest.
[[nodiscard]] std::vector<std::string> take_files(const Subject& subject, Role role,
                                                  const std::vector<ManifestEntry>& entries, const FileReport& report);

}  // namespace baryon::bundle::lint
