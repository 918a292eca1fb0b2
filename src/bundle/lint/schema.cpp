#include "bundle/lint/schema.h"

namespace baryon::bundle::lint {

RuleGroup schema_rules() { return {.title = "Schemas", .rules = {}}; }

Result<std::optional<Schema>> read_schema(const Subject& subject, Report& /*report*/) {
  const auto* const file = subject.find(schema_path);
  if (file == nullptr) return std::nullopt;
  BARYON_TRY(const auto text, subject.text(*file));
  return parse_schema(text).value();
}

void check_schema_of_kind(const Schema& /*schema*/, TemplateKind /*kind*/, bool /*is_customer_managed*/,
                          Report& /*report*/) {}

}  // namespace baryon::bundle::lint
