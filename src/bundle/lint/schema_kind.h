#pragma once

#include <span>

#include "bundle/bundle.h"
#include "bundle/lint/report.h"
#include "bundle/lint/rule.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_kind_rules();

/// What depends on the kind: which input types there have to be. `is_customer_managed`: an environment without
/// infrastructure, whose properties describe outputs and have to be strings.
void check_schema_of_kind(const Schema& schema, TemplateKind kind, bool is_customer_managed, Report& report);

}  // namespace baryon::bundle::lint
