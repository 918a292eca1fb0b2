#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// Create, Get, List, Update and Delete of EnvironmentTemplate and ServiceTemplate.
[[nodiscard]] std::span<const Operation> template_operations();

}  // namespace baryon::faces::proton
