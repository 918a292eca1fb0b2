#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "app/config.h"
#include "app/config_nodes.h"
#include "aws/credentials.h"
#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/error.h"

namespace baryon::app {

/// The access key for a `registry.url`: none for `embedded`; the one it names, with its secret fetched; else that of
/// the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`), which may be missing. Errors:
/// configuration (the URL is none, or its secret cannot be fetched).
[[nodiscard]] Result<aws::Credentials> registry_credentials(const std::string& url, const Environment& environment);

/// The key in the configuration, always the same; where there is none, what `aws::default_credentials` finds.
[[nodiscard]] std::unique_ptr<aws::CredentialsSource> registry_credentials_source(const Config& config,
                                                                                  const Clock& clock,
                                                                                  std::stop_token stop = {});

/// For whoever uses the registry. Errors: configuration (it is another one, and there is no key for it).
[[nodiscard]] Result<void> check_registry_credentials(const Config& config);

}  // namespace baryon::app
