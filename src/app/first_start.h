#pragma once

#include "app/config.h"
#include "base/error.h"

namespace baryon::app {

/// Adds what the configuration leaves to Baryon: a webhook secret (`webhook-secret`) and an API access key of an
/// operator
/// (`api-access-key`: identifier and secret on a line each), made on the first start and kept in the data directory
/// with mode 0600. The log names the files, never the values. The store's key is made by the store.
Result<void> complete_config(Config& config);

/// The key that seals the tokens of paged answers (`page-token-key`), made and kept in the same way.
Result<Secret> page_token_key(const Config& config);

}  // namespace baryon::app
