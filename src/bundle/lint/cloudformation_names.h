#pragma once

#include "bundle/lint/cloudformation_view.h"

namespace baryon::bundle::lint {

/// `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, `Fn::If` and `Condition` that name something the template does not
/// define. Nothing where Jinja, a transform or a module may define more than can be seen.
void check_cloudformation_names(const CloudFormationView& view);

}  // namespace baryon::bundle::lint
