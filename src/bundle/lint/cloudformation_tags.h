#pragma once

#include "bundle/lint/cloudformation_view.h"

namespace baryon::bundle::lint {

/// Tags and functions that CloudFormation does not know, aliases, and keys that stand twice in a map.
void check_cloudformation_values(const CloudFormationView& view);

}  // namespace baryon::bundle::lint
