#include "bundle/infrastructure.h"

namespace baryon::bundle {

std::string_view to_string(Engine engine) {
  switch (engine) {
    case Engine::cloudformation:
      return "cloudformation";
    case Engine::terraform:
      return "terraform";
    case Engine::codebuild:
      return "codebuild";
  }
  return "cloudformation";
}

std::string_view directory_of(Role role) {
  switch (role) {
    case Role::environment:
      return "infrastructure";
    case Role::service_instance:
      return "instance_infrastructure";
    case Role::pipeline:
      return "pipeline_infrastructure";
  }
  return "infrastructure";
}

std::string manifest_path(Role role) { return std::string(directory_of(role)) + "/manifest.yaml"; }

}  // namespace baryon::bundle
