#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/finding.h"

namespace baryon::bundle {

/// What turns infrastructure as code into resources (AWS Proton User Guide, "Ways that Proton provisions").
enum class Engine : std::uint8_t { cloudformation, terraform, codebuild };

[[nodiscard]] std::string_view to_string(Engine engine);

/// What an infrastructure directory is for.
enum class Role : std::uint8_t { environment, service_instance, pipeline };

inline constexpr std::array all_roles{Role::environment, Role::service_instance, Role::pipeline};

/// `infrastructure`, `instance_infrastructure`, `pipeline_infrastructure`.
[[nodiscard]] std::string_view directory_of(Role role);

/// `infrastructure/manifest.yaml` and so on.
[[nodiscard]] std::string manifest_path(Role role);

/// One infrastructure directory whose manifest could be read.
struct Infrastructure {
  Role role = Role::environment;
  Engine engine = Engine::cloudformation;
  /// Paths in the bundle, sorted, of the files that the manifest takes: one for CloudFormation, the `.tf` files for
  /// Terraform, all but the manifest for CodeBuild.
  std::vector<std::string> files;
  std::string manifest;  ///< its path in the bundle
};

}  // namespace baryon::bundle
