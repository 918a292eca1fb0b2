#pragma once

#include <string>

#include "base/error.h"
#include "forge/event.h"
#include "pipeline/object_keys.h"
#include "store/store.h"

namespace baryon::pipeline {

/// What an archive in the store is of.
struct ArchiveNames {
  forge::Repository repository;
  std::string ref;  ///< `refs/heads/main`, or `refs/archives/<commit>` where no branch is named
  std::string commit;
};

/// By the object's metadata, and by its key where they say nothing. `state` tells this putting of the object from
/// others. Error: invalid, which names the metadata.
[[nodiscard]] Result<ArchiveNames> archive_names(const ObjectKeys& keys, const std::string& key,
                                                 const std::string& state, const store::Metadata& metadata);

}  // namespace baryon::pipeline
