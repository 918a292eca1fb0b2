#pragma once

#include <filesystem>

#include "app/config.h"
#include "base/error.h"

namespace baryon::app {

/// Adds what the configuration leaves to Baryon: a webhook secret (`webhook-secret`) and an API access key
/// (`api-access-key`: identifier and secret on a line each), made on the first start and kept in the data directory
/// with mode 0600. The log names the files, never the values. The store's key is made by the store.
Result<void> complete_config(Config& config);

/// `store-key` in the data directory.
[[nodiscard]] std::filesystem::path store_key_file(const Config& config);

}  // namespace baryon::app
