#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bundle/infrastructure.h"
#include "bundle/lint/file_report.h"

namespace baryon::bundle::lint {

/// One entry under `templates`.
struct ManifestEntry {
  Engine engine = Engine::cloudformation;
  Place place;
  std::string file = {};  ///< as written; empty where there is none, as for CodeBuild
  Place file_place = {};
};

/// Reads the text of a `manifest.yaml` and reports what is wrong with it, whatever files there are. All entries have
/// the same engine; those that cannot be made sense of are left out. Format: see lint/manifest_rules.h.
[[nodiscard]] std::vector<ManifestEntry> read_manifest(std::string_view text, const FileReport& report);

}  // namespace baryon::bundle::lint
