#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bundle/infrastructure.h"

namespace baryon::bundle::lint {

// The names that AWS Proton gives to infrastructure as code: User Guide, "Parameters in infrastructure as code files".

/// All of them, whatever the template.
[[nodiscard]] std::span<const std::string_view> proton_names();

/// Those given to one kind of directory.
[[nodiscard]] std::span<const std::string_view> proton_names_in(Role role);

/// What may follow the dot after a name: `inputs`, `name`; empty for names of which it is not known.
[[nodiscard]] std::span<const std::string_view> proton_members(std::string_view name);

/// `environment`'s inputs are only given to environments, those of a pipeline only to pipelines.
[[nodiscard]] bool has_inputs_in(std::string_view name, Role role);

/// `available here: environment.name, environment.inputs.<name>`.
[[nodiscard]] std::string available_in(Role role);

}  // namespace baryon::bundle::lint
