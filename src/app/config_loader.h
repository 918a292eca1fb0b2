#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/config.h"
#include "app/config_keys.h"
#include "base/error.h"

namespace baryon::app {

/// Reads the configuration: embedded defaults, then the file, then the names of the AWS sample's variables
/// (`BITBUCKET_TOKEN`, `WEBPROXY_HOST`, ...), then `BARYON_*`; later ones win.
///
/// Without `file`: `./baryon.yaml`, else `/etc/baryon/baryon.yaml`, else none. Errors: configuration, beginning with
/// `FILE:LINE:COLUMN:` or the variable's name.
[[nodiscard]] Result<Config> load_config(const std::optional<std::filesystem::path>& file,
                                         const Environment& environment = process_environment());

/// The same from text; `name` stands for the file in messages.
[[nodiscard]] Result<Config> parse_config(const std::string& yaml, const std::string& name,
                                          const Environment& environment);

/// Rules that concern more than one key, for a process that serves: what has to be set before listening beyond
/// loopback. Errors: configuration, naming the key to set.
[[nodiscard]] Result<void> check_for_serving(const Config& config);

/// The effective configuration as YAML, secrets masked; `parse_config` reads it back but for these.
[[nodiscard]] std::string print_config(const Config& config);

/// The same as JSON: an object of key to value, flat.
[[nodiscard]] std::string print_config_json(const Config& config);

}  // namespace baryon::app
