#pragma once

#include <string_view>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// The operation of that name among those of AWS Proton; null where there is none. Those that this registry does not
/// carry out (docs/proton-api.md) are there, too, and say so.
[[nodiscard]] const Operation* find_operation(std::string_view name);

}  // namespace baryon::faces::proton
