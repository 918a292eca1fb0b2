#pragma once

#include <span>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// The operations of AWS Proton that are not carried out here: all that deploy, and service sync. Each answers with a
/// ValidationException, which every operation has, that says so.
[[nodiscard]] std::span<const Operation> absent_operations();

}  // namespace baryon::faces::proton
