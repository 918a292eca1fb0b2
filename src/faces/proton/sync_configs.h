#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// Create, Get, Update and Delete of TemplateSyncConfig; GetTemplateSyncStatus.
[[nodiscard]] std::span<const Operation> sync_config_operations();

}  // namespace baryon::faces::proton
