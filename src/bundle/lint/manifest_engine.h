#pragma once

#include <yaml-cpp/yaml.h>

#include <string_view>

#include "bundle/infrastructure.h"
#include "bundle/lint/file_report.h"

namespace baryon::bundle::lint {

/// The words of an engine in a manifest.
struct EngineWords {
  Engine engine;
  std::string_view rendering_engine;
  std::string_view template_language;  ///< empty: none is written
  std::string_view file_hint;          ///< what to write for `file`
};

inline constexpr std::string_view which_engine = "write jinja for CloudFormation, hcl for Terraform, or codebuild";

/// What `rendering_engine` of an entry says; null where it is missing, or unknown and reported. Throws YAML::Exception.
[[nodiscard]] const EngineWords* read_engine(const YAML::Node& entry, const FileReport& report);

/// Whether `template_language` goes with the engine. Throws YAML::Exception.
void check_language(const YAML::Node& entry, const EngineWords& engine, const FileReport& report);

}  // namespace baryon::bundle::lint
