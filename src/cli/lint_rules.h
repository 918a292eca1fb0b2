#pragma once

namespace baryon::cli {

/// The reference of all rules as Markdown, to standard output: docs/lint-rules.md.
void print_lint_rules();

}  // namespace baryon::cli
