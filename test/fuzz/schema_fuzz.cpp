#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "bundle/lint/schema.h"
#include "bundle/schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baryon;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = bundle::parse_schema(text);
  bundle::lint::Report report;
  const auto schema = bundle::lint::read_schema_text(text, report);
  if (schema.has_value() != parsed.has_value() || (!schema && !report.has_errors())) std::abort();
  if (schema) {
    bundle::lint::check_schema_of_kind(*schema, bundle::TemplateKind::environment, true, report);
    bundle::lint::check_schema_of_kind(*schema, bundle::TemplateKind::service, false, report);
  }
  const auto is_unfit = [](std::string_view line) { return has_control_character(line) || !is_utf8(line); };
  for (const auto& finding : report.take())
    if (finding.rule.empty() || is_unfit(finding.message) || is_unfit(finding.hint)) std::abort();
  return 0;
}
