#include <memory>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/version_name.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string name;
  bool as_json = false;
};

Result<void> print_versions(const Context& context, const Options& options) {
  BARYON_TRY(const auto wanted, as_argument(parse_version_name(options.name)));
  if (wanted.number)
    return fail(ErrorCode::usage, "'" + options.name + "' names a version", "write the name of its template alone");
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto found, find_template(*application, wanted));
  BARYON_TRY(const auto versions, application->registry().versions({found.name, found.kind}));
  if (options.as_json) {
    print_json(faces::to_json(versions));
    return {};
  }
  Table table({"VERSION", "STATUS", "COMMIT", "REGISTERED", "DESCRIPTION"});
  for (const auto& version : versions)
    table.add({version.number.text(), std::string(registry::to_string(version.status)), version.commit.substr(0, 7),
               to_age(version.created_at, system_clock().now()), version.description});
  table.print();
  return {};
}

}  // namespace

Command add_versions(CLI::App& parent) {
  auto* const app = parent.add_subcommand("versions", "List the versions of a template");
  const auto options = std::make_shared<Options>();
  app->add_option("NAME", options->name, "Name of the template")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto printed = print_versions(context, *options);
            return printed ? done : report(printed.error());
          }};
}

}  // namespace baryon::cli
