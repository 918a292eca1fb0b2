#include <memory>

#include "cli/command.h"
#include "cli/output.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

Result<void> print_templates(const Context& context, bool as_json) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto templates, application->registry().templates());
  if (as_json) {
    print_json(faces::to_json(templates));
    return {};
  }
  Table table({"TEMPLATE", "KIND", "VERSIONS", "NEWEST", "PUBLISHED", "REPOSITORY", "CHANGED"});
  for (const auto& item : templates)
    table.add({item.name, std::string(bundle::to_string(item.kind)), std::to_string(item.version_count), item.newest,
               item.recommended.empty() ? "-" : item.recommended, item.owner.path(),
               to_age(item.last_modified_at, system_clock().now())});
  if (table.is_empty()) {
    print_line("No templates are registered yet.");
    return {};
  }
  table.print();
  return {};
}

}  // namespace

Command add_templates(CLI::App& parent) {
  auto* const app = parent.add_subcommand("templates", "List the registered templates");
  const auto as_json = std::make_shared<bool>(false);
  app->add_flag("--json", *as_json, "Print JSON");
  return {.app = app, .run = [as_json](const Context& context) {
            const auto printed = print_templates(context, *as_json);
            return printed ? done : report(printed.error());
          }};
}

}  // namespace baryon::cli
