#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/compatibility.h"
#include "cli/bundle_reader.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/version_name.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string before;
  std::string after;
  bool as_json = false;
};

struct FileChange {
  std::string_view what;  ///< `added`, `removed`, `changed`, `mode changed`
  std::string path;
};

std::vector<FileChange> compare_files(const std::vector<BundleEntry>& before, const std::vector<BundleEntry>& after) {
  std::map<std::string, std::pair<const BundleEntry*, const BundleEntry*>> by_path;
  for (const auto& entry : before) by_path[entry.path].first = &entry;
  for (const auto& entry : after) by_path[entry.path].second = &entry;
  std::vector<FileChange> changes;
  for (const auto& [path, pair] : by_path) {
    const auto& [old_entry, new_entry] = pair;
    if (old_entry == nullptr)
      changes.push_back({"added", path});
    else if (new_entry == nullptr)
      changes.push_back({"removed", path});
    else if (old_entry->sha256 != new_entry->sha256)
      changes.push_back({"changed", path});
    else if (old_entry->is_executable != new_entry->is_executable)
      changes.push_back({"mode changed", path});
  }
  return changes;
}

/// The environments that a service template runs in, as `added` and `removed`.
std::vector<FileChange> compare_environments(const registry::Version& before, const registry::Version& after) {
  const auto names = [](const registry::Version& version) {
    std::vector<std::string> out;
    out.reserve(version.compatible_environments.size());
    for (const auto& environment : version.compatible_environments)
      out.push_back(fmt::format("{}:{}", environment.name, environment.major));
    return out;
  };
  const auto old_names = names(before);
  const auto new_names = names(after);
  std::vector<FileChange> changes;
  for (const auto& name : old_names)
    if (std::ranges::count(new_names, name) == 0) changes.push_back({"removed", name});
  for (const auto& name : new_names)
    if (std::ranges::count(old_names, name) == 0) changes.push_back({"added", name});
  return changes;
}

struct Difference {
  registry::Version before;
  registry::Version after;
  std::vector<FileChange> files;
  std::vector<FileChange> environments;
  std::vector<bundle::SurfaceChange> surface;
};

Result<Difference> compare(app::Application& application, const Options& options) {
  BARYON_TRY(auto before, find_version(application, options.before));
  BARYON_TRY(auto after, find_version(application, options.after));
  BARYON_TRY(const auto old_files, list_bundle(application, before));
  BARYON_TRY(const auto new_files, list_bundle(application, after));
  BARYON_TRY(auto surface, bundle::compare(before.surface(), after.surface()));
  Difference difference{.before = std::move(before),
                        .after = std::move(after),
                        .files = compare_files(old_files, new_files),
                        .environments = {},
                        .surface = std::move(surface)};
  difference.environments = compare_environments(difference.before, difference.after);
  return difference;
}

std::string title(const registry::Version& version) {
  return fmt::format("{}@{}", version.template_name, version.number.text());
}

void print_changes(std::string_view head, const std::vector<FileChange>& changes) {
  if (changes.empty()) return;
  print_line(fmt::format("  {}", head));
  for (const auto& change : changes) print_line(fmt::format("    {:<12}  {}", change.what, change.path));
}

void print_text(const Difference& difference) {
  print_line(fmt::format("{} -> {}", title(difference.before), title(difference.after)));
  print_changes("files", difference.files);
  print_changes("compatible environments", difference.environments);
  if (!difference.surface.empty()) print_line("  schema and outputs");
  for (const auto& change : difference.surface)
    print_line(fmt::format("    {:<12}  {}", bundle::to_string(change.weight), change.text()));
  if (difference.files.empty()) print_line("  the same content");
}

boost::json::array to_json(const std::vector<FileChange>& changes, std::string_view key) {
  boost::json::array list;
  for (const auto& change : changes) list.push_back({{"change", change.what}, {key, change.path}});
  return list;
}

boost::json::object to_json(const Difference& difference) {
  boost::json::array surface;
  for (const auto& change : difference.surface)
    surface.push_back(
        {{"weight", bundle::to_string(change.weight)}, {"subject", change.subject}, {"message", change.message}});
  return {{"before", title(difference.before)},
          {"after", title(difference.after)},
          {"files", to_json(difference.files, "path")},
          {"compatible_environments", to_json(difference.environments, "environment")},
          {"schema", std::move(surface)},
          {"breaking", bundle::is_breaking(difference.surface)}};
}

Result<void> diff(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto difference, compare(*application, options));
  if (options.as_json)
    print_json(to_json(difference));
  else
    print_text(difference);
  return {};
}

}  // namespace

Command add_diff(CLI::App& parent) {
  auto* const app = parent.add_subcommand("diff", "Compare two versions: files, schema and outputs");
  const auto options = std::make_shared<Options>();
  app->add_option("NAME[@A]", options->before, "Template and version before (default: the newest)")->required();
  app->add_option("NAME[@B]", options->after, "Template and version after (default: the newest)")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto compared = diff(context, *options);
            return compared ? done : report(compared.error());
          }};
}

}  // namespace baryon::cli
