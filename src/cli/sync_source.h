#pragma once

#include <string>

#include "app/application.h"
#include "base/error.h"
#include "base/file.h"
#include "pipeline/registrar.h"

namespace baryon::cli {

/// Content to sync: an archive and where it is from.
struct SyncSource {
  File archive;
  pipeline::Origin origin;
};

/// Gets the content of SOURCE as a tar.gz:
/// - a `.tar.gz` or `.tgz` file as it is, of the commit that `git archive` noted in it, if any;
/// - a Git work tree or bare repository at `ref` (default: HEAD), by `git archive`;
/// - any other directory as it is on the disk;
/// - `PROJECT/repository` on the configured Bitbucket at `ref` (default: the default branch).
/// What is on this machine belongs to the repository `local/<name>`; where no commit is known, a digest stands for it.
///
/// Errors: not_found, invalid (a ref where there can be none), those of the forge.
[[nodiscard]] Result<SyncSource> open_source(app::Application& application, const std::string& source,
                                             const std::string& ref);

}  // namespace baryon::cli
