#include "pipeline/retry.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/output.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string what;
  bool as_json = false;
};

Result<int> retry(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  auto outcome = pipeline::retry(application->database(), options.what, system_clock().now());
  if (!outcome && outcome.error().code == ErrorCode::invalid) outcome = as_argument(std::move(outcome));
  BARYON_TRY(const auto retried, std::move(outcome));
  if (options.as_json) {
    print_json(faces::to_json(retried));
  } else {
    Table table({"SYNC", "WAS", "NOW"});
    for (const auto& sync : retried) table.add({sync.sync, sync.state_before, sync.reason});
    table.print();
  }
  return std::ranges::any_of(retried, &pipeline::Retried::is_queued) ? done : failed;
}

}  // namespace

Command add_retry(CLI::App& parent) {
  auto* const app = parent.add_subcommand("retry", "Queue a sync again, or all syncs of a delivery");
  const auto options = std::make_shared<Options>();
  app->add_option("DELIVERY|SYNC", options->what, "Identifier of a delivery or sync")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto code = retry(context, *options);
            return code ? *code : report(code.error());
          }};
}

}  // namespace baryon::cli
