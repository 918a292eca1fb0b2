#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace baryon::cli {

/// Runs `git -C <directory> <arguments>` and returns its standard output without the last line end.
/// Errors: not_found (no git), invalid (git's own message).
[[nodiscard]] Result<std::string> run_git(const std::filesystem::path& directory,
                                          const std::vector<std::string>& arguments);

/// The same with standard output going to a file.
[[nodiscard]] Result<void> run_git_into(const std::filesystem::path& directory,
                                        const std::vector<std::string>& arguments, const File& output);

/// Whether the directory itself is a work tree's top or a bare repository.
[[nodiscard]] bool is_git_repository(const std::filesystem::path& directory);

}  // namespace baryon::cli
