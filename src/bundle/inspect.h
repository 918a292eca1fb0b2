#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "bundle/bundle.h"
#include "bundle/collector.h"

namespace baryon::bundle {

/// What is asked of a service template about the environments that it fits into.
enum class RegistrationFile : bool { required, optional };

/// A version directory, read and examined. With an error among the findings the bundle is incomplete and must not be
/// registered.
struct Inspection {
  Bundle bundle;  ///< without `findings`
  std::vector<Finding> findings;
};

/// Makes a bundle of one version directory and applies the rules of bundle/lint to it: everything that can be decided
/// from that directory alone. `name` is the template's. `all_files` are the collector's; `shared_files` become part of
/// the bundle under the paths that they have. `scratch` holds the bytes of both. Errors: those of `File::read_at`.
[[nodiscard]] Result<Inspection> inspect(const std::string& path, const VersionDirectory& directory,
                                         const std::string& name, std::span<const BundleFile> all_files,
                                         std::span<const BundleFile> shared_files, const File& scratch,
                                         RegistrationFile registration_file = RegistrationFile::required);

}  // namespace baryon::bundle
