#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// Create, Get, List, Update and Delete of EnvironmentTemplateVersion and ServiceTemplateVersion.
[[nodiscard]] std::span<const Operation> version_operations();

}  // namespace baryon::faces::proton
