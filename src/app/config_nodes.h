#pragma once

#include <yaml-cpp/node/node.h>

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/secret.h"

namespace baryon::app {

using baryon::Environment;

// The fields of one element of auth.tokens or auth.access_keys.
struct Credential {
  std::string name;
  Secret secret;
  Role role = Role::viewer;
};

// Values read from YAML nodes, and shown as YAML. Errors: configuration.

[[nodiscard]] Result<std::string> scalar(const YAML::Node& node);
[[nodiscard]] Result<std::vector<std::string>> list(const YAML::Node& node);
[[nodiscard]] Result<Secret> secret(std::string_view text, const Environment& environment);

/// All that a value stands for: of one in Secrets Manager also what it was before its rotation.
[[nodiscard]] Result<std::vector<Secret>> live_secrets(std::string_view text, const Environment& environment);
[[nodiscard]] std::string in_quotes(std::string_view text);
[[nodiscard]] std::string list_in_quotes(const std::vector<std::string>& texts);
[[nodiscard]] Result<Role> parse_role(std::string_view text, bool may_be_none);
[[nodiscard]] Result<std::vector<Credential>> credentials(const YAML::Node& node, const Environment& environment,
                                                          const std::string& name_key);

}  // namespace baryon::app
