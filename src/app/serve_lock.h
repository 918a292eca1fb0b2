#pragma once

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace baryon::app {

/// Two processes that serve one SQLite database are always a mistake, although leases would protect its syncs: who has
/// this lock, `serve.lock` in the data directory, is the only one. Given back when the file is closed or its process
/// ends. Error: configuration (another process has it).
[[nodiscard]] Result<File> take_serve_lock(const std::filesystem::path& data_directory);

}  // namespace baryon::app
