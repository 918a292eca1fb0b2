#pragma once

#include <yaml-cpp/node/node.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "app/config_nodes.h"
#include "base/error.h"

namespace baryon::app {

/// The process's own environment.
using baryon::process_environment;

/// One setting: how it is called, what it does, how it is read and shown.
struct ConfigKey {
  std::string path;         ///< `bitbucket.token`
  std::string alias = {};   ///< another environment variable: `BITBUCKET_TOKEN`; empty: none
  std::string description;  ///< one sentence, for the reference
  bool is_list = false;     ///< in the environment, values may be separated by commas
  /// Reads a node (from the file, or parsed from a variable).
  std::function<Result<void>(Config&, const YAML::Node&, const Environment&)> read;
  /// As YAML in flow style, secrets masked.
  std::function<std::string(const Config&)> show;

  /// `BARYON_BITBUCKET_TOKEN`
  [[nodiscard]] std::string variable() const;
};

/// Every key of the configuration, in the order of the reference. The one place that knows them all.
[[nodiscard]] const std::vector<ConfigKey>& config_keys();

}  // namespace baryon::app
