#pragma once

#include <CLI/App.hpp>

#include <functional>
#include <optional>
#include <string>

#include "app/application.h"

namespace baryon::cli {

/// Exit codes of the program.
inline constexpr int done = 0;
inline constexpr int failed = 1;  ///< the thing asked for failed or is not there
inline constexpr int usage = 2;   ///< wrong usage or configuration

/// What all commands share.
struct Context {
  std::optional<std::string> config_file;  ///< --config
};

/// A command adds itself to the command line and names the function that runs it.
struct Command {
  CLI::App* app = nullptr;
  std::function<int(const Context&)> run;
};

/// Prints `baryon: <message>` and the hint on standard error; the exit code that fits the error.
int report(const Error& error);

/// The error of an argument that cannot be read: wrong usage, whatever it was before.
template <class Value>
Result<Value> as_argument(Result<Value> value) {
  if (!value) value.error().code = ErrorCode::usage;
  return value;
}

/// Loads the configuration and opens the application for a command that is not a server: only warnings are logged.
Result<std::unique_ptr<app::Application>> open_application(const Context& context, app::Application::Purpose purpose);

Result<std::unique_ptr<app::Application>> open_application(app::Config config, app::Application::Purpose purpose);

/// The configuration alone.
Result<app::Config> load(const Context& context);

Command add_serve(CLI::App& parent);
Command add_sync(CLI::App& parent);
Command add_templates(CLI::App& parent);
Command add_versions(CLI::App& parent);
Command add_show(CLI::App& parent);
Command add_pull(CLI::App& parent);
Command add_publish(CLI::App& parent);
Command add_prune(CLI::App& parent);
Command add_backup(CLI::App& parent);
Command add_restore(CLI::App& parent);
Command add_migrate(CLI::App& parent);
Command add_diff(CLI::App& parent);
Command add_lint(CLI::App& parent);
Command add_deliveries(CLI::App& parent);
Command add_syncs(CLI::App& parent);
Command add_ledger(CLI::App& parent);
Command add_explain(CLI::App& parent);
Command add_reconcile(CLI::App& parent);
Command add_retry(CLI::App& parent);
Command add_replay(CLI::App& parent);
Command add_doctor(CLI::App& parent);
Command add_config_check(CLI::App& parent);
Command add_config_print(CLI::App& parent);
Command add_config_reference(CLI::App& parent);

}  // namespace baryon::cli
