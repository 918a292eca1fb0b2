#pragma once

#include <filesystem>

#include "doctor/report.h"

namespace baryon::doctor {

/// Whether the file system that a path lies on has room.
void check_disk_space(const std::filesystem::path& path, Report& report);

}  // namespace baryon::doctor
