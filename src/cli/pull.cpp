#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <memory>

#include "cli/bundle_reader.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/version_name.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string version;
  std::string directory;
  bool as_json = false;
};

Result<void> pull(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto version, find_version(*application, options.version));
  BARYON_TRY(const auto files, unpack_bundle(*application, version, options.directory));
  if (options.as_json)
    print_json(boost::json::object{{"template", version.template_name},
                                   {"version", version.number.text()},
                                   {"directory", options.directory},
                                   {"files", files.size()}});
  else
    print_line(fmt::format("{}@{}: {} files in {}", version.template_name, version.number.text(), files.size(),
                           options.directory));
  return {};
}

}  // namespace

Command add_pull(CLI::App& parent) {
  auto* const app = parent.add_subcommand("pull", "Write the files of a version into a directory");
  const auto options = std::make_shared<Options>();
  app->add_option("NAME[@MAJOR.MINOR]", options->version, "Template and version (default: the newest)")->required();
  app->add_option("-o,--output", options->directory, "Directory to make; has to be new or empty")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto pulled = pull(context, *options);
            return pulled ? done : report(pulled.error());
          }};
}

}  // namespace baryon::cli
