#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/config_keys.h"
#include "app/config_nodes.h"
#include "app/migration.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

struct Options {
  std::vector<std::string> urls;
  bool as_json = false;
};

Result<db::Url> url_of(const std::string& argument) {
  BARYON_TRY(const auto text, as_argument(app::secret(argument, app::process_environment())));
  return as_argument(db::Url::parse(text.reveal()));
}

void show_progress(const std::string& table) {
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "copying {} ...\n", table);
}

void print(const app::Migrated& migrated, const db::Url& to) {
  Table table({"TABLE", "ROWS"});
  std::int64_t rows = 0;
  for (const auto& [name, count] : migrated.tables) {
    table.add({name, std::to_string(count)});
    rows += count;
  }
  table.print();
  print_line(fmt::format("{} rows moved to {}, and counted there. Set `database` to it before the next start.", rows,
                         to.shown()));
  if (!migrated.keys.empty()) print_line(fmt::format("Taken along: {}.", fmt::join(migrated.keys, ", ")));
}

void print_as_json(const app::Migrated& migrated, const db::Url& from, const db::Url& to) {
  boost::json::object tables;
  for (const auto& [name, count] : migrated.tables) tables[name] = count;
  print_json(boost::json::object{{"from", from.shown()},
                                 {"to", to.shown()},
                                 {"tables", std::move(tables)},
                                 {"keys", boost::json::array(migrated.keys.begin(), migrated.keys.end())}});
}

Result<void> migrate(const Context& context, const Options& options) {
  BARYON_TRY(const auto to, url_of(options.urls.back()));
  BARYON_TRY(const auto config, load(context));
  auto from = config.database;
  if (options.urls.size() == 2) {
    BARYON_TRY(from, url_of(options.urls.front()));
  }
  BARYON_TRY(const auto migrated, app::migrate_installation(from, to, show_progress));
  if (options.as_json)
    print_as_json(migrated, from, to);
  else
    print(migrated, to);
  return {};
}

}  // namespace

Command add_migrate(CLI::App& parent) {
  auto* const app = parent.add_subcommand("migrate", "Move the database from SQLite to PostgreSQL, or back");
  const auto options = std::make_shared<Options>();
  app->add_option(
         "URL", options->urls,
         "[FROM] TO: sqlite:PATH or postgresql://..., `env:NAME` or `file:PATH` of one. Without FROM, what the "
         "configuration names. The servers have to be stopped, and the target empty")
      ->required()
      ->expected(1, 2);
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto migrated = migrate(context, *options);
            return migrated ? done : report(migrated.error());
          }};
}

}  // namespace baryon::cli
