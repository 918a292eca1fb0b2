#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "base/units.h"
#include "cli/command.h"
#include "cli/output.h"
#include "pipeline/archive_retention.h"
#include "registry/retention.h"

namespace baryon::cli {
namespace {

namespace json = boost::json;
using pipeline::ArchiveRetention;
using registry::Retention;

struct Options {
  std::size_t keep = 0;  // 0: the default of what is pruned
  bool archives = false;
  bool dry_run = false;
  bool as_json = false;
};

constexpr std::size_t default_versions = 3;

json::array to_json(const std::vector<registry::Pruned>& pruned) {
  json::array out;
  for (const auto& version : pruned)
    out.push_back({{"template", version.template_key.name},
                   {"kind", bundle::to_string(version.template_key.kind)},
                   {"version", version.number.text()},
                   {"status", to_string(version.status)}});
  return out;
}

void print(const std::vector<registry::Pruned>& pruned, const Options& options) {
  Table table({"TEMPLATE", "KIND", "VERSION", "STATUS"});
  for (const auto& version : pruned)
    table.add({version.template_key.name, std::string(bundle::to_string(version.template_key.kind)),
               version.number.text(), std::string(to_string(version.status))});
  if (table.is_empty()) {
    print_line("Nothing to prune: what there is is published, referenced or among the newest.");
    return;
  }
  table.print();
  print_line(fmt::format("{} {} {}", pruned.size(), pruned.size() == 1 ? "version" : "versions",
                         options.dry_run ? "would be removed; nothing was changed" : "removed"));
}

Result<void> prune(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  if (application->is_registry_remote())
    return fail(ErrorCode::unsupported, "the versions are in another registry (registry.url)",
                "prune them where they are");
  BARYON_TRY(const auto pruned, Retention(application->database())
                                    .prune(options.keep > 0 ? options.keep : default_versions,
                                           options.dry_run ? Retention::Mode::dry_run : Retention::Mode::apply));
  if (options.as_json)
    print_json(to_json(pruned));
  else
    print(pruned, options);
  return {};
}

json::object to_json(const pipeline::PrunedArchives& pruned) {
  json::array removed;
  for (const auto& archive : pruned.removed)
    removed.push_back({{"key", archive.key},
                       {"repository", archive.repository},
                       {"branch", archive.branch},
                       {"commit", archive.commit},
                       {"object_versions", archive.versions},
                       {"bytes", archive.size}});
  return {{"removed", std::move(removed)}, {"kept", pruned.kept}};
}

void print(const pipeline::PrunedArchives& pruned, const Options& options) {
  Table table({"ARCHIVE", "REPOSITORY", "BRANCH", "VERSIONS", "SIZE"});
  std::uint64_t size = 0;
  for (const auto& archive : pruned.removed) {
    table.add({archive.key, archive.repository, archive.branch, std::to_string(archive.versions),
               format_bytes(archive.size)});
    size += archive.size;
  }
  if (table.is_empty()) {
    print_line(fmt::format("Nothing to prune: {} archives are among the newest, or needed.", pruned.kept));
    return;
  }
  table.print();
  print_line(fmt::format("{} archives with {} {}, {} kept", pruned.removed.size(), format_bytes(size),
                         options.dry_run ? "would be removed; nothing was changed" : "removed", pruned.kept));
}

Result<void> prune_archives(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto pruned, application->archive_retention().prune(
                                    options.keep > 0 ? options.keep : application->config().store.keep_versions,
                                    options.dry_run ? ArchiveRetention::Mode::dry_run : ArchiveRetention::Mode::apply));
  if (options.as_json)
    print_json(to_json(pruned));
  else
    print(pruned, options);
  return {};
}

}  // namespace

Command add_prune(CLI::App& parent) {
  auto* const app = parent.add_subcommand("prune", "Remove old drafts and failed registrations, or old archives");
  const auto options = std::make_shared<Options>();
  app->add_option(
         "--keep", options->keep,
         "How many of the newest stay: versions of each major (3), archives of each branch (store.keep_versions)")
      ->check(CLI::Range(1, 1000));
  app->add_flag("--archives", options->archives, "Remove old archives from the store instead");
  app->add_flag("--dry-run", options->dry_run, "Print what would go, and change nothing");
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto pruned = options->archives ? prune_archives(context, *options) : prune(context, *options);
            return pruned ? done : report(pruned.error());
          }};
}

}  // namespace baryon::cli
