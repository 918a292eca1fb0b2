#pragma once

#include "app/config.h"
#include "base/clock.h"
#include "doctor/report.h"

namespace baryon::doctor {

/// Runs all checks, each on its own: one that fails stops no other. Blocks on the network.
[[nodiscard]] Report examine(const app::Config& config, const Clock& clock);

}  // namespace baryon::doctor
