#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <memory>

#include "app/config_loader.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

std::string source(const app::Config& config) {
  return config.file.empty() ? "embedded defaults and environment" : config.file.string();
}

Result<void> check(const Context& context, bool as_json) {
  BARYON_TRY(const auto config, load(context));
  BARYON_CHECK(app::check_for_serving(config));
  if (as_json)
    print_json(boost::json::object{{"ok", true}, {"source", source(config)}});
  else
    print_line("ok: " + source(config));
  return {};
}

Result<void> print(const Context& context, bool as_json) {
  BARYON_TRY(const auto config, load(context));
  if (as_json)
    print_json(boost::json::parse(app::print_config_json(config)));
  else
    fmt::print("# {}\n{}", source(config), app::print_config(config));
  return {};
}

using Action = Result<void> (*)(const Context&, bool);

Command add(CLI::App& parent, const char* name, const char* description, Action action) {
  auto* const app = parent.add_subcommand(name, description);
  const auto as_json = std::make_shared<bool>(false);
  app->add_flag("--json", *as_json, "Print JSON");
  return {.app = app, .run = [as_json, action](const Context& context) {
            const auto acted = action(context, *as_json);
            return acted ? done : report(acted.error());
          }};
}

}  // namespace

Command add_config_check(CLI::App& parent) {
  return add(parent, "check", "Read the configuration and say what is wrong with it", check);
}

Command add_config_print(CLI::App& parent) {
  return add(parent, "print", "Print the effective configuration, secrets masked", print);
}

}  // namespace baryon::cli
