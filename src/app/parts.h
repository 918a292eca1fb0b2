#pragma once

#include <memory>
#include <stop_token>

#include "app/config.h"
#include "app/metrics.h"
#include "bundle/root_names.h"
#include "forge/forge.h"
#include "pipeline/rules.h"

namespace baryon::app {

// The configured objects one by one, for a process that does not need all of an `Application`; the store is in
// opened_store.h.

/// `metrics` must outlive it; `stop` ends its requests.
[[nodiscard]] std::unique_ptr<forge::Forge> make_forge(const Config& config, Metrics& metrics, std::stop_token stop);

[[nodiscard]] pipeline::Rules rules_of(const Config& config);

[[nodiscard]] bundle::RootNames root_names_of(const Config& config);

}  // namespace baryon::app
