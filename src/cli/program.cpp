#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <vector>

#include "app/version.h"
#include "cli/command.h"

namespace baryon::cli {
namespace {

int run(int argc, char** argv) {
  CLI::App program("Keeps a registry of infrastructure templates in step with Git", "baryon");
  program.set_version_flag("--version", fmt::format("baryon {}", app::version()));
  program.require_subcommand(0, 1);
  program.fallthrough();
  program.footer("Exit status: 0 done; 1 the thing asked for failed or is not there; 2 wrong usage or configuration.");
  Context context;
  program
      .add_option("--config", context.config_file,
                  "Configuration file (default: ./baryon.yaml, then /etc/baryon/baryon.yaml, else embedded defaults)")
      ->type_name("FILE");

  std::vector<Command> commands{add_serve(program),     add_sync(program),     add_lint(program),
                                add_templates(program), add_versions(program), add_show(program),
                                add_diff(program),      add_pull(program),     add_deliveries(program),
                                add_syncs(program),     add_explain(program)};
  auto* const config = program.add_subcommand("config", "Look at the configuration");
  config->require_subcommand(1);
  config->fallthrough();
  commands.push_back(add_config_check(*config));
  commands.push_back(add_config_print(*config));
  commands.push_back(add_config_reference(*config));

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? done : usage;
  }
  for (const auto& command : commands)
    if (command.app->parsed()) return command.run(context);
  fmt::print(stderr, "{}", program.help());
  return usage;
}

}  // namespace

int run_program(int argc, char** argv) {
  static_cast<void>(
      std::signal(SIGPIPE, SIG_IGN));  // a peer that hangs up is an error of that call, not the end of the program
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "baryon: internal error: {}\n", error.what());
    return failed;
  }
}

}  // namespace baryon::cli
