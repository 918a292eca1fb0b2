#include "cli/command.h"
#include "cli/history_options.h"
#include "cli/output.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

Result<void> print_deliveries(const Context& context, const HistoryOptions& options) {
  BARYON_TRY(const auto filter, to_filter(options));
  if (!filter.state.empty()) BARYON_CHECK(as_argument(pipeline::parse_delivery_status(filter.state)));
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto deliveries, application->history().deliveries(filter));
  if (options.as_json) {
    print_json(faces::to_json(deliveries));
    return {};
  }
  Table table({"DELIVERY", "WHEN", "ANSWER", "REPOSITORY", "EVENT", "WHY"});
  for (const auto& delivery : deliveries)
    table.add({delivery.id, to_age(delivery.received_at, system_clock().now()), delivery.status,
               delivery.slug.empty() ? "-" : delivery.project + "/" + delivery.slug, delivery.event, delivery.reason});
  if (table.is_empty())
    print_line("No deliveries.");
  else
    table.print();
  return {};
}

}  // namespace

Command add_deliveries(CLI::App& parent) {
  auto* const app = parent.add_subcommand("deliveries", "List what webhooks brought, newest first");
  const auto options = add_history_options(*app, "accepted, duplicate, ignored");
  return {.app = app, .run = [options](const Context& context) {
            const auto printed = print_deliveries(context, *options);
            return printed ? done : report(printed.error());
          }};
}

}  // namespace baryon::cli
