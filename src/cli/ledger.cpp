#include "pipeline/ledger.h"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/history_options.h"
#include "cli/output.h"
#include "faces/views.h"

namespace baryon::cli {
namespace {

struct Options {
  std::string repository;
  bool only_gaps = false;
  std::int64_t limit = 100'000;
  bool as_json = false;
};

Result<pipeline::LedgerFilter> to_filter(const Options& options) {
  HistoryOptions history;
  history.repository = options.repository;
  BARYON_TRY(const auto named, to_filter(history));
  return pipeline::LedgerFilter{
      .only_gaps = options.only_gaps, .project = named.project, .slug = named.slug, .limit = options.limit};
}

std::string shown(const std::optional<pipeline::LedgerTip>& tip) {
  if (!tip) return "-";
  return tip->commit.empty() ? "gone" : tip->commit.substr(0, 7);
}

void print_table(const std::vector<pipeline::LedgerEntry>& entries) {
  Table table({"REPOSITORY", "REF", "ANNOUNCED", "SEEN", "SYNCED", "STATE", "GAP SINCE", "WHY"});
  const auto now = system_clock().now();
  for (const auto& entry : entries) {
    auto why = entry.reason;
    if (!entry.hint.empty()) why += fmt::format(" ({})", entry.hint);
    table.add({entry.repository.path(), entry.ref, shown(entry.announced), shown(entry.seen), shown(entry.synced),
               std::string(to_string(entry.state)), entry.differs_since ? to_age(*entry.differs_since, now) : "-",
               std::move(why)});
  }
  table.print();
}

Result<void> print_ledger(const Context& context, const Options& options) {
  BARYON_TRY(const auto filter, to_filter(options));
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  BARYON_TRY(const auto entries, application->ledger().entries(filter));
  if (options.as_json)
    print_json(faces::to_json(entries));
  else if (entries.empty())
    print_line(options.only_gaps ? "No gaps: the tip of every ref is synced." : "No refs are known.");
  else
    print_table(entries);
  return {};
}

}  // namespace

Command add_ledger(CLI::App& parent) {
  auto* const app =
      parent.add_subcommand("ledger", "Tell of each ref which tip was announced, seen and synced, and why they differ");
  const auto options = std::make_shared<Options>();
  app->add_option("--repo", options->repository, "Only those of PROJECT/repository");
  app->add_flag("--gaps", options->only_gaps, "Only refs whose tip is not synced");
  app->add_option("--limit", options->limit, "At most this many, gaps first (default: 100000)")
      ->check(CLI::Range(1, 1'000'000));
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto printed = print_ledger(context, *options);
            return printed ? done : report(printed.error());
          }};
}

}  // namespace baryon::cli
