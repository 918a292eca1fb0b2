#pragma once

#include "base/limits.h"

namespace baryon::archive {

using Limits = ArchiveLimits;

}  // namespace baryon::archive
