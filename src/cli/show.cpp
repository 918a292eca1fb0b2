#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "base/encoding.h"
#include "cli/bundle_reader.h"
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

std::string compatible(const registry::Version& version) {
  std::vector<std::string> names;
  names.reserve(version.compatible_environments.size());
  for (const auto& environment : version.compatible_environments)
    names.push_back(fmt::format("{}:{}", environment.name, environment.major));
  return fmt::format("{}", fmt::join(names, ", "));
}

void print_text(const registry::Version& version, const std::vector<BundleEntry>& files) {
  print_line(fmt::format("{}@{}  ({} template, {})", version.template_name, version.number.text(),
                         bundle::to_string(version.kind), registry::to_string(version.status)));
  print_line("  description  " + version.description);
  if (version.repository().empty())
    print_line("  from         nowhere in Git: it was made by hand");
  else
    print_line(fmt::format("  from         {} {} {} {}", version.repository(), version.ref, version.commit.substr(0, 7),
                           version.directory));
  print_line("  registered   " + to_rfc3339(version.created_at));
  print_line("  digest       sha256:" + version.digest);
  if (!version.compatible_environments.empty()) print_line("  runs in      " + compatible(version));
  print_line("  files");
  for (const auto& file : files)
    print_line(fmt::format("    {}{}  {} bytes", file.path, file.is_executable ? " (executable)" : "", file.size));
  print_line("  schema");
  for (std::size_t begin = 0; begin < version.schema.size();) {
    const auto end = std::min(version.schema.find('\n', begin), version.schema.size());
    print_line("    " + version.schema.substr(begin, end - begin));
    begin = end + 1;
  }
}

Result<void> show(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto version, find_version(*application, options.version));
  BARYON_TRY(const auto files, list_bundle(*application, version));
  if (!options.as_json) {
    print_text(version, files);
    return {};
  }
  auto json = faces::to_json(version);
  boost::json::array list;
  for (const auto& file : files)
    list.push_back({{"path", file.path}, {"size", file.size}, {"executable", file.is_executable}});
  json["files"] = std::move(list);
  print_json(json);
  return {};
}

}  // namespace

Command add_show(CLI::App& parent) {
  auto* const app = parent.add_subcommand("show", "Show one version: where it came from, its files and schema");
  const auto options = std::make_shared<Options>();
  app->add_option("NAME[@MAJOR.MINOR]", options->version, "Template and version (default: the newest)")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto shown = show(context, *options);
            return shown ? done : report(shown.error());
          }};
}

}  // namespace baryon::cli
