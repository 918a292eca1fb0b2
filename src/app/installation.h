#pragma once

#include "app/config.h"
#include "backup/layout.h"
#include "base/error.h"

namespace baryon::app {

/// Where an embedded installation keeps what a backup holds. Error: configuration (the database is elsewhere).
[[nodiscard]] Result<backup::Installation> installation_of(const Config& config);

}  // namespace baryon::app
