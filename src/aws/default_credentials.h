#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/environment.h"

namespace baryon::aws {

/// The access key that AWS's own tools would use: of the environment, the web identity, the profile, the container's
/// role, the instance's role; kept, and renewed before it expires. `region`: where STS is asked; empty: us-east-1. The
/// clock must outlive it.
[[nodiscard]] std::unique_ptr<CredentialsSource> default_credentials(const Environment& environment,
                                                                     const std::string& region, const Clock& clock,
                                                                     const std::stop_token& stop = {});

}  // namespace baryon::aws
