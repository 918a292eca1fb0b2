#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/version_name.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string version;
  bool as_json = false;
};

Result<void> publish(const Context& context, const Options& options) {
  BARYON_TRY(const auto wanted, as_argument(parse_version_name(options.version)));
  if (!wanted.number)
    return fail(ErrorCode::usage, fmt::format("'{}' names no version", options.version),
                fmt::format("write {}@MAJOR.MINOR, see `baryon versions {}`", options.version, options.version));
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto before, find_version(*application, options.version));
  BARYON_TRY(const auto version,
             application->library().update_version({.kind = before.kind, .name = before.template_name}, before.number,
                                                   {.publishes = true}));
  if (options.as_json) {
    print_json(faces::to_json(version));
    return {};
  }
  print_line(fmt::format("{}@{} {}", version.template_name, version.number.text(),
                         before.status == version.status ? "was published already" : "is published"));
  return {};
}

}  // namespace

Command add_publish(CLI::App& parent) {
  auto* const app = parent.add_subcommand("publish", "Publish a version, which makes it ready for use");
  const auto options = std::make_shared<Options>();
  app->add_option("NAME@MAJOR.MINOR", options->version, "Template and version")->required();
  app->add_flag("--json", options->as_json, "Print the version as JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto published = publish(context, *options);
            return published ? done : report(published.error());
          }};
}

}  // namespace baryon::cli
