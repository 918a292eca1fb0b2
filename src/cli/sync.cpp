#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/scratch_home.h"
#include "cli/sync_source.h"
#include "cli/template_results.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

using pipeline::Registrar;

struct Options {
  std::string source;
  std::string ref;
  bool is_dry_run = false;
  bool as_json = false;
};

void print_report(const SyncSource& source, const Registrar::Report& report, const Options& options) {
  if (options.as_json) {
    print_json(boost::json::object{{"repository", source.origin.owner.path()},
                                   {"ref", source.origin.ref},
                                   {"commit", report.commit},
                                   {"dry_run", options.is_dry_run},
                                   {"results", faces::to_json(report.results)}});
    return;
  }
  print_line(fmt::format("{} at {}{}", source.origin.owner.path(), report.commit.substr(0, 7),
                         options.is_dry_run ? " (dry run: nothing is registered)" : ""));
  print_results(report.results, "  ");
  if (report.results.empty()) print_line("  no templates: no directory <template>/v<N>/ with a schema");
  for (const auto& directory : report.passed_over)
    print_line(fmt::format("  passed over   {} (holds neither schema/ nor infrastructure)", directory));
}

Result<int> sync(const Context& context, const Options& options) {
  ScratchHome scratch;
  BARYON_TRY(auto config, load(context));
  if (options.is_dry_run && !app::Application::has_database(config)) BARYON_CHECK(scratch.move_in(config));
  BARYON_TRY(const auto application, open_application(std::move(config), app::Application::Purpose::sync));
  BARYON_TRY(auto source, open_source(*application, options.source, options.ref));
  BARYON_TRY(const auto report,
             application->registrar().run(source.archive, source.origin,
                                          options.is_dry_run ? Registrar::Mode::dry_run : Registrar::Mode::apply));
  print_report(source, report, options);
  return std::ranges::any_of(report.results, &pipeline::TemplateResult::is_refused) ? failed : done;
}

}  // namespace

Command add_sync(CLI::App& parent) {
  auto* const app = parent.add_subcommand("sync", "Register the templates of a source now, once");
  const auto options = std::make_shared<Options>();
  app->add_option("SOURCE", options->source,
                  "Local Git repository, directory, .tar.gz, or PROJECT/repository on the configured Bitbucket")
      ->required();
  app->add_option("--ref", options->ref,
                  "Branch, tag or commit of a local repository (default: HEAD), or a branch on Bitbucket (default: its "
                  "default branch)");
  app->add_flag("--dry-run", options->is_dry_run, "Only print what would be registered, and why");
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto synced = sync(context, *options);
            return synced ? *synced : report(synced.error());
          }};
}

}  // namespace baryon::cli
