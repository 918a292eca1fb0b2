#pragma once

#include <optional>

#include "bundle/bundle.h"
#include "bundle/lint/report.h"
#include "bundle/lint/subject.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] RuleGroup layout_rules();

/// The template's kind by its content: input types of the schema (null where it cannot be read) and infrastructure
/// directories. Nothing, and a finding, where the signs contradict each other or are missing; where they are missing
/// because the schema cannot be read, the finding about that suffices.
[[nodiscard]] std::optional<TemplateKind> find_kind(const Subject& subject, const Schema* schema, Report& report);

/// Which directories there have to be, and which not, for a kind: AWS Proton User Guide, "Template bundles".
void check_layout(const Subject& subject, TemplateKind kind, const Schema* schema, Report& report);

}  // namespace baryon::bundle::lint
