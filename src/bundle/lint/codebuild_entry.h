#pragma once

#include <yaml-cpp/yaml.h>

#include "bundle/lint/file_report.h"

namespace baryon::bundle::lint {

/// Checks `settings` and `input_type` of a manifest's entry for CodeBuild. Format: AWS Proton User Guide, "CodeBuild
/// provisioning template bundle". Throws YAML::Exception.
void check_codebuild_entry(const YAML::Node& entry, const FileReport& report);

}  // namespace baryon::bundle::lint
