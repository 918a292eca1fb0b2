#include "cli/command.h"
#include "cli/history_options.h"
#include "cli/output.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

Result<void> print_syncs(const Context& context, const HistoryOptions& options) {
  BARYON_TRY(const auto filter, to_filter(options));
  if (!filter.state.empty()) BARYON_CHECK(as_argument(pipeline::parse_sync_state(filter.state)));
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto syncs, application->history().syncs(filter));
  if (options.as_json) {
    print_json(faces::to_json(syncs));
    return {};
  }
  Table table({"SYNC", "WHEN", "STATE", "REPOSITORY", "REF", "COMMIT", "WHY"});
  for (const auto& sync : syncs)
    table.add({sync.id, to_age(sync.created_at, system_clock().now()), sync.state, sync.project + "/" + sync.slug,
               sync.ref, sync.commit.substr(0, 7), sync.reason});
  if (table.is_empty())
    print_line("No syncs.");
  else
    table.print();
  return {};
}

}  // namespace

Command add_syncs(CLI::App& parent) {
  auto* const app = parent.add_subcommand("syncs", "List syncs and how they ended, newest first");
  const auto options = add_history_options(*app, "queued, running, retryable, succeeded, partial, superseded, dead");
  return {.app = app, .run = [options](const Context& context) {
            const auto printed = print_syncs(context, *options);
            return printed ? done : report(printed.error());
          }};
}

}  // namespace baryon::cli
