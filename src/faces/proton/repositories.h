#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// Create, Get, List and Delete of Repository; ListRepositorySyncDefinitions, GetRepositorySyncStatus.
[[nodiscard]] std::span<const Operation> repository_operations();

}  // namespace baryon::faces::proton
