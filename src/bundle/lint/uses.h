#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bundle/finding.h"
#include "bundle/infrastructure.h"

namespace baryon::bundle::lint {

/// Whose input a reference names: `environment.inputs.x`, `service_instance.inputs.x`, `pipeline.inputs.x`.
enum class InputOf : std::uint8_t { environment, service_instance, pipeline };

/// A reference to an input in infrastructure as code.
struct InputUse {
  InputOf of = InputOf::environment;
  std::string name;  ///< empty: all inputs at once (`var.environment.inputs` handed on as a whole)
  std::string file;  ///< in the bundle
  Place place = {};
  bool has_fallback = false;  ///< such as Jinja's `default` filter or Terraform's `try`
};

/// What the infrastructure files of a bundle take from outside and give back.
struct Uses {
  std::vector<Role> roles = {};  ///< of the directories that have been read
  std::vector<InputUse> inputs = {};
  bool is_opaque = false;                 ///< programs read the inputs as well (CodeBuild): no input is surely unused
  std::vector<std::string> outputs = {};  ///< names, of the environment's or the service instance's directory
  bool has_all_outputs = true;            ///< false where a file that may declare some could not be read
};

}  // namespace baryon::bundle::lint
