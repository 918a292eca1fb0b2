#include "cli/template_results.h"

#include <fmt/format.h>

#include "cli/output.h"

namespace baryon::cli {
namespace {

void print_findings(const pipeline::TemplateResult& result, const std::string& indent) {
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < result.findings.size() && i < most; ++i) {
    const auto& finding = result.findings[i];
    if (finding.text() == result.reason) continue;  // it is what refused the template, and was said
    print_line(fmt::format("{}{}: {} [{}]", indent, bundle::to_string(finding.severity), finding.text(), finding.rule));
    if (!finding.hint.empty()) print_line(fmt::format("{}  hint: {}", indent, finding.hint));
  }
  if (result.findings.size() > most)
    print_line(fmt::format("{}{} more findings; see them all with --json", indent, result.findings.size() - most));
}

}  // namespace

void print_results(const std::vector<pipeline::TemplateResult>& results, const std::string& indent) {
  for (const auto& result : results) {
    const auto version = result.minor ? fmt::format(" {}.{}", result.major, *result.minor) : std::string();
    print_line(fmt::format("{}{:<12}  {}{}  ({}): {}", indent, result.outcome, result.name, version, result.directory,
                           result.reason));
    if (!result.hint.empty()) print_line(fmt::format("{}{:<12}  hint: {}", indent, "", result.hint));
    print_findings(result, indent + std::string(14, ' '));
  }
}

}  // namespace baryon::cli
