#include "cli/template_results.h"

#include <fmt/format.h>

#include "cli/output.h"

namespace baryon::cli {

void print_results(const std::vector<pipeline::TemplateResult>& results, const std::string& indent) {
  for (const auto& result : results) {
    const auto version = result.minor ? fmt::format(" {}.{}", result.major, *result.minor) : std::string();
    print_line(fmt::format("{}{:<12}  {}{}  ({}): {}", indent, result.outcome, result.name, version, result.directory,
                           result.reason));
    if (!result.hint.empty()) print_line(fmt::format("{}{:<12}  hint: {}", indent, "", result.hint));
  }
}

}  // namespace baryon::cli
