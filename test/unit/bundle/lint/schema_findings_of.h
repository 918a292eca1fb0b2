#pragma once

#include <string>
#include <vector>

#include "bundle/lint/schema.h"
#include "unit/bundle/lint/examined.h"

namespace baryon::test {

/// What the rules say about the text of a schema, as lines sorted by place.
inline std::vector<std::string> schema_findings(const std::string& text) {
  bundle::lint::Report report;
  (void)bundle::lint::read_schema_text(text, report);
  std::vector<std::string> lines;
  for (const auto& finding : report.take()) lines.push_back(line_of(finding));
  return lines;
}

/// An environment's schema without fault: `types` from line 5 on, at column 5.
inline std::string schema_of_types(const std::string& types) {
  return "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: E\n  types:\n" + types;
}

/// The same with one input `x`, whose keywords stand in line 9 from column 14 on: `type: string, default: a`.
inline std::string schema_of_input(const std::string& keywords) {
  return schema_of_types("    E:\n      type: object\n      properties:\n        x:\n            {" + keywords +
                         ", description: X}\n");
}

}  // namespace baryon::test
