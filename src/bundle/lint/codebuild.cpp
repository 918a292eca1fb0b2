#include "bundle/lint/codebuild.h"

namespace baryon::bundle::lint {

Result<void> check_codebuild(const Subject& /*subject*/, const Infrastructure& /*infrastructure*/, Uses& uses,
                             Report& /*report*/) {
  uses.is_opaque = true;
  uses.has_all_outputs = false;
  return {};
}

}  // namespace baryon::bundle::lint
