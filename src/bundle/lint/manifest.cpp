#include "bundle/lint/manifest.h"

namespace baryon::bundle::lint {

RuleGroup manifest_rules() { return {.title = "Manifests", .rules = {}}; }

Result<std::vector<Infrastructure>> read_manifests(const Subject& /*subject*/, TemplateKind /*kind*/,
                                                   Report& /*report*/) {
  return std::vector<Infrastructure>{};
}

}  // namespace baryon::bundle::lint
