#include "bundle/bundle.h"

#include <fmt/format.h>

#include <algorithm>

namespace baryon::bundle {
namespace {

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }

}  // namespace

std::string_view to_string(TemplateKind kind) {
  switch (kind) {
    case TemplateKind::environment:
      return "environment";
    case TemplateKind::service:
      return "service";
  }
  return "environment";
}

std::string Refusal::reason() const {
  const auto first = std::ranges::find_if(findings, is_error);
  const auto errors = std::ranges::count_if(findings, is_error);
  if (errors < 2) return first == findings.end() ? "" : first->text();
  return fmt::format("{} (and {} more error{})", first->text(), errors - 1, errors == 2 ? "" : "s");
}

std::string Refusal::hint() const {
  const auto first = std::ranges::find_if(findings, is_error);
  return first == findings.end() ? "" : first->hint;
}

}  // namespace baryon::bundle
