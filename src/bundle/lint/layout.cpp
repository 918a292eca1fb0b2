#include "bundle/lint/layout.h"

namespace baryon::bundle::lint {

RuleGroup layout_rules() { return {.title = "Layout", .rules = {}}; }

std::optional<TemplateKind> find_kind(const Subject& /*subject*/, const Schema* schema, Report& /*report*/) {
  return schema != nullptr && schema->service ? TemplateKind::service : TemplateKind::environment;
}

void check_layout(const Subject& /*subject*/, TemplateKind /*kind*/, const Schema* /*schema*/, Report& /*report*/) {}

}  // namespace baryon::bundle::lint
