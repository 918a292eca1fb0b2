#pragma once

#include <span>
#include <string>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_findings.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_default_rules();

/// Reads `default` into a property whose other keywords are there already, and checks it against these. Whether it
/// fits the pattern is left open: patterns of strangers are not run. An empty default is none.
void read_default(std::span<const YamlEntry> keywords, Property& property, const std::string& owner,
                  SchemaFindings& findings);

}  // namespace baryon::bundle::lint
