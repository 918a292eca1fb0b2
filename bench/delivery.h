#pragma once

#include <string>

#include "load.h"

namespace baryon::bench {

/// A request that delivers a push of a new commit, 1.9 KB, signed.
std::string delivery(const Target& target, const std::string& path, const std::string& secret);

}  // namespace baryon::bench
