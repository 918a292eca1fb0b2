#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/parts.h"
#include "cli/command.h"
#include "cli/lint_report.h"
#include "cli/lint_rules.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string format = "text";
  bool as_json = false;
  bool is_strict = false;
  bool shows_rules = false;
};

/// https://no-color.org
bool is_coloured() {
  const char* const no_colour = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

void print(const std::vector<LintedSource>& sources, const Options& options) {
  if (options.format == "sarif")
    print_json(lint_to_sarif(sources));
  else if (options.as_json || options.format == "json")
    print_json(lint_to_json(sources));
  else
    print_lint_text(sources, is_coloured());
}

Result<int> lint(const Context& context, const Options& options) {
  BARYON_TRY(const auto config, load(context));
  const bundle::ScanOptions scan_options{.root_names = app::root_names_of(config),
                                         .scratch_directory = std::filesystem::temp_directory_path(),
                                         .shared_directories = config.templates.shared};
  std::vector<LintedSource> sources;
  for (const auto& path : options.paths) {
    BARYON_TRY(auto source, lint_path(path, scan_options));
    sources.push_back(std::move(source));
  }
  print(sources, options);
  const auto counts = count(sources);
  return counts.errors > 0 || (options.is_strict && counts.warnings > 0) ? failed : done;
}

}  // namespace

Command add_lint(CLI::App& parent) {
  auto* const app = parent.add_subcommand("lint", "Examine bundles without registering anything");
  const auto options = std::make_shared<Options>();
  auto* const paths =
      app->add_option("PATH", options->paths, "Bundle, version directory, tree that holds some, or .tar.gz");
  app->add_option("--format", options->format, "text, json or sarif (2.1.0)")
      ->check(CLI::IsMember({"text", "json", "sarif"}))
      ->type_name("FORMAT");
  app->add_flag("--json", options->as_json, "The same as --format json");
  app->add_flag("--strict", options->is_strict, "End with 1 on warnings too");
  auto* const rules = app->add_flag("--rules", options->shows_rules, "Print the reference of all rules (Markdown)");
  rules->excludes(paths);
  return {.app = app, .run = [options](const Context& context) {
            if (options->shows_rules) {
              print_lint_rules();
              return done;
            }
            if (options->paths.empty())
              return report(Error{.code = ErrorCode::usage,
                                  .message = "lint needs a PATH",
                                  .hint = "name a bundle, a directory that holds some, or a .tar.gz"});
            const auto linted = lint(context, *options);
            return linted ? *linted : report(linted.error());
          }};
}

}  // namespace baryon::cli
