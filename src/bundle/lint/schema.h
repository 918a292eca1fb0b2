#pragma once

#include <optional>

#include "base/error.h"
#include "bundle/bundle.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup schema_rules();

/// Reads and checks schema/schema.yaml: structure, input types, types and their properties, defaults against their own
/// constraints. Nothing, and a finding of severity error, where it is missing or cannot be read at all. Errors: those
/// of `Subject::text`.
[[nodiscard]] Result<std::optional<Schema>> read_schema(const Subject& subject, Report& report);

/// What depends on the kind: which input types there have to be. `is_customer_managed`: an environment without
/// infrastructure, whose properties describe outputs and have to be strings.
void check_schema_of_kind(const Schema& schema, TemplateKind kind, bool is_customer_managed, Report& report);

}  // namespace baryon::bundle::lint
