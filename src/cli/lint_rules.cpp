#include "cli/lint_rules.h"

#include <fmt/format.h>

#include "bundle/lint/rule.h"
#include "cli/output.h"

namespace baryon::cli {

void print_lint_rules() {
  print_line("# Lint rules");
  print_line("");
  print_line(
      "What `baryon lint` looks for, and what is looked for at each registration. Printed by `baryon lint --rules`.");
  print_line("");
  print_line(
      "- **error**: AWS Proton is documented to refuse it, or it cannot work whatever the inputs. Such a template is");
  print_line("  not registered; the others of the repository are.");
  print_line("- **warning**: suspicious, and seen in templates that were meant otherwise.");
  print_line("- **note**: worth knowing.");
  for (const auto& group : bundle::lint::rule_groups()) {
    if (group.rules.empty()) continue;
    print_line("");
    print_line(fmt::format("## {}", group.title));
    print_line("");
    print_line("| rule | severity | finds | why |");
    print_line("| --- | --- | --- | --- |");
    for (const auto& rule : group.rules)
      print_line(
          fmt::format("| `{}` | {} | {} | {} |", rule.id, bundle::to_string(rule.severity), rule.title, rule.why));
  }
}

}  // namespace baryon::cli
