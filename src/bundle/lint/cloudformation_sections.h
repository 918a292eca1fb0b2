#pragma once

#include <string>
#include <vector>

#include "bundle/lint/cloudformation_view.h"

namespace baryon::bundle::lint {

/// The names and contents of the sections at the top, parameters and resources in particular.
void check_cloudformation_sections(const CloudFormationView& view);

struct CloudFormationOutputs {
  std::vector<std::string> names;  ///< sorted, each once
  bool is_whole = true;            ///< false where Jinja may make more of them
};
[[nodiscard]] CloudFormationOutputs cloudformation_outputs(const CloudFormationView& view);

}  // namespace baryon::bundle::lint
