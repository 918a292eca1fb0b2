#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "bundle/lint/report.h"
#include "bundle/lint/schema_kind.h"
#include "bundle/lint/subject.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup schema_rules();

/// Reads and checks schema/schema.yaml: structure, input types, types and their properties, defaults against their own
/// constraints. Nothing, and a finding of severity error, where it is missing or cannot be read at all. Errors: those
/// of `Subject::text`. `check_schema_of_kind` (lint/schema_kind.h) tells the rest once the template's kind is known.
[[nodiscard]] Result<std::optional<Schema>> read_schema(const Subject& subject, Report& report);

/// The same of its text.
[[nodiscard]] std::optional<Schema> read_schema_text(std::string_view text, Report& report);

}  // namespace baryon::bundle::lint
