#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "bundle/bundle.h"
#include "bundle/collector.h"

namespace baryon::bundle {

/// Makes a bundle of one version directory, or says why it cannot be registered: everything that can be decided from
/// that directory alone. `name` is the template's. `all_files` are the collector's, `scratch` holds their bytes.
///
/// Only what registration needs is checked here. Rules about good templates belong to lint, which starts from the
/// bundle.
[[nodiscard]] Result<Bundle> inspect(const std::string& path, const VersionDirectory& directory,
                                     const std::string& name, std::span<const BundleFile> all_files,
                                     const File& scratch);

}  // namespace baryon::bundle
