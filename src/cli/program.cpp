#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "app/version.h"
#include "cli/command.h"
#include "cli/lambda.h"

namespace baryon::cli {
namespace {

// A URL among the arguments may hold a password, and arguments show in lists of processes.
void hide_databases(std::span<char*> arguments) {
  for (char* const argument : arguments) {
    const std::string_view text(argument);
    const auto scheme = text.find("://");
    if (text.starts_with("postgres") && scheme != std::string_view::npos)
      std::fill(argument + scheme + 3, argument + text.size(), '*');
  }
}

// The name that Lambda starts custom runtimes under, without arguments.
bool is_bootstrap(int argc, char** argv) {
  return argc == 1 && std::filesystem::path(argv[0]).filename() == "bootstrap";
}

int run(int argc, char** argv) {
  if (is_bootstrap(argc, argv)) return run_lambda({});
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

  std::vector<Command> commands{
      add_serve(program),      add_sync(program),   add_lint(program),   add_templates(program), add_versions(program),
      add_show(program),       add_diff(program),   add_pull(program),   add_publish(program),   add_prune(program),
      add_deliveries(program), add_syncs(program),  add_ledger(program), add_explain(program),   add_reconcile(program),
      add_retry(program),      add_replay(program), add_backup(program), add_restore(program),   add_migrate(program),
      add_lambda(program),     add_doctor(program)};
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
  hide_databases(std::span(argv, static_cast<std::size_t>(argc)));
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
