#include "pipeline/explain.h"

#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/template_results.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string what;
  bool as_json = false;
};

void print_delivery(const pipeline::DeliveryRecord& delivery) {
  print_line(fmt::format("delivery {}  {}  {} from {}", delivery.id, to_rfc3339(delivery.received_at), delivery.event,
                         delivery.remote));
  print_line(fmt::format("  {}: {}", delivery.status, delivery.reason));
  for (const auto& change : delivery.changes) {
    print_line(fmt::format("  {} {}  {} -> {}", change.type, change.ref,
                           change.from.empty() ? "(none)" : change.from.substr(0, 7),
                           change.to.empty() ? "(none)" : change.to.substr(0, 7)));
    print_line(fmt::format("    {}{}{}{}", change.decision, change.sync.empty() ? "" : " as sync " + change.sync,
                           change.reason.empty() ? "" : ": ", change.reason));
  }
}

void print_sync(const pipeline::SyncRecord& sync) {
  print_line(fmt::format("sync {}  {}/{} {} {}{}", sync.id, sync.project, sync.slug, sync.ref, sync.commit.substr(0, 7),
                         sync.subject.empty() ? "" : "  \"" + sync.subject + "\""));
  print_line(fmt::format("  {}{}{}", sync.state, sync.reason.empty() ? "" : ": ", sync.reason));
  if (!sync.hint.empty()) print_line("  hint: " + sync.hint);
  if (sync.state == "retryable")
    print_line(fmt::format("  attempt {} failed; the next is due at {}", sync.attempts, to_rfc3339(sync.run_at)));
  if (sync.finished_at) print_line("  finished at " + to_rfc3339(*sync.finished_at));
  print_results(sync.results, "  ");
}

void print_text(const pipeline::Explanation& explanation) {
  print_line(explanation.subject);
  for (const auto& delivery : explanation.deliveries) print_delivery(delivery);
  for (const auto& sync : explanation.syncs) print_sync(sync);
  for (const auto& version : explanation.versions)
    print_line(fmt::format("version {}@{}  {}  {}", version.template_name, version.number.text(),
                           registry::to_string(version.status), version.description));
  if (!explanation.versions_unknown.empty()) print_line("versions are not known now: " + explanation.versions_unknown);
}

Result<void> explain(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto explanation, pipeline::explain(application->history(), application->registry(), options.what));
  if (options.as_json)
    print_json(faces::to_json(explanation));
  else
    print_text(explanation);
  return {};
}

}  // namespace

Command add_explain(CLI::App& parent) {
  auto* const app = parent.add_subcommand("explain", "Tell what became of a push, and why (not)");
  const auto options = std::make_shared<Options>();
  app->add_option("DELIVERY|SYNC|COMMIT|PROJECT/REPO", options->what,
                  "Identifier of a delivery or sync, 7 to 40 hex digits of a commit, or a repository")
      ->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto explained = explain(context, *options);
            return explained ? done : report(explained.error());
          }};
}

}  // namespace baryon::cli
