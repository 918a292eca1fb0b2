#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>

#include "app/installation.h"
#include "app/opened_store.h"
#include "backup/restorer.h"
#include "base/environment.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string file;
  bool as_json = false;
};

Result<void> restore(const Context& context, const Options& options) {
  BARYON_TRY(const auto config, load(context));
  BARYON_TRY(const auto installation, app::installation_of(config));
  BARYON_TRY(auto file, File::open(options.file));
  std::unique_ptr<app::OpenedStore> bucket;
  if (!installation.holds_objects()) {
    BARYON_TRY(bucket, app::open_store(config, {.clock = system_clock(), .environment = process_environment()}));
  }
  BARYON_TRY(const auto restored, backup::restore_backup(file, installation, bucket ? &bucket->store() : nullptr));
  const auto& contents = restored.contents;
  if (options.as_json)
    print_json(boost::json::object{{"made_at", restored.made_at},
                                   {"database", installation.database.string()},
                                   {"objects", contents.objects},
                                   {"object_bytes", contents.object_bytes},
                                   {"database_bytes", contents.database_bytes},
                                   {"keys", contents.keys},
                                   {"versions", restored.versions}});
  else if (bucket)
    print_line(fmt::format(
        "restored the backup of {} to '{}': the bundles of {} versions found in the bucket, {} objects were listed",
        restored.made_at, installation.database.string(), restored.versions, contents.objects));
  else
    print_line(fmt::format(
        "restored the backup of {} to '{}': {} objects of {} bytes, the bundles of {} versions checked",
        restored.made_at, installation.database.string(), contents.objects, contents.object_bytes, restored.versions));
  return {};
}

}  // namespace

Command add_restore(CLI::App& parent) {
  auto* const app = parent.add_subcommand("restore", "Put a backup back where there is no installation");
  const auto options = std::make_shared<Options>();
  app->add_option("FILE", options->file, "What `baryon backup` has written")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto restored = restore(context, *options);
            return restored ? done : report(restored.error());
          }};
}

}  // namespace baryon::cli
