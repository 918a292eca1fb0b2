#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// GetAccountSettings, GetResourcesSummary.
[[nodiscard]] std::span<const Operation> account_operations();

}  // namespace baryon::faces::proton
