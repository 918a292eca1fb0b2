#include "cli/history_options.h"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace baryon::cli {

std::shared_ptr<HistoryOptions> add_history_options(CLI::App& app, const std::string& states) {
  auto options = std::make_shared<HistoryOptions>();
  app.add_option("--state", options->state, "Only those in this state: " + states);
  app.add_option("--repo", options->repository, "Only those of PROJECT/repository");
  app.add_option("--limit", options->limit, "At most this many, newest first (default: 50)")
      ->check(CLI::Range(1, 100'000));
  app.add_flag("--json", options->as_json, "Print JSON");
  return options;
}

Result<pipeline::HistoryFilter> to_filter(const HistoryOptions& options) {
  pipeline::HistoryFilter filter{.state = options.state, .limit = options.limit};
  if (options.repository.empty()) return filter;
  const auto slash = options.repository.find('/');
  if (slash == std::string::npos)
    return fail(ErrorCode::usage, "--repo has to be PROJECT/repository, not '" + options.repository + "'");
  filter.project = options.repository.substr(0, slash);
  filter.slug = options.repository.substr(slash + 1);
  return filter;
}

}  // namespace baryon::cli
