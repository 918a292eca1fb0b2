#include "pipeline/replay.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/history_options.h"
#include "cli/output.h"
#include "cli/since.h"
#include "forge/bitbucket/event.h"

namespace baryon::cli {
namespace {

namespace json = boost::json;

struct Options {
  std::string since;
  std::string repository;
  bool is_dry_run = false;
  bool as_json = false;
};

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }

json::object to_json(const pipeline::ReplayedChange& change) {
  return {{"delivery", change.delivery},
          {"received_at", to_rfc3339(change.received_at)},
          {"repository", change.project + "/" + change.slug},
          {"ref", change.ref},
          {"commit", text_or_null(change.commit)},
          {"was", json::object{{"decision", change.decision_before}, {"reason", text_or_null(change.reason_before)}}},
          {"now", json::object{{"decision", change.decision}, {"reason", text_or_null(change.reason)}}},
          {"sync", text_or_null(change.sync)},
          {"changed", change.is_changed()}};
}

std::string short_commit(const std::string& commit) { return commit.empty() ? "(gone)" : commit.substr(0, 7); }

void print_summary(const pipeline::ReplaySummary& summary, bool is_dry_run) {
  print_line(fmt::format("{} deliveries with {} changes: {} {}.", summary.deliveries, summary.changes, summary.to_sync,
                         is_dry_run ? "would be synced" : "queued to be synced"));
}

Result<void> replay(const Context& context, const Options& options) {
  BARYON_TRY(const auto filter, to_filter({.state = {}, .repository = options.repository}));
  const auto now = system_clock().now();
  BARYON_TRY(const auto since, as_argument(parse_since(options.since, now)));
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::inspect));
  Table table({"DELIVERY", "WHEN", "REPOSITORY", "REF", "COMMIT", "WAS", "NOW", "WHY"});
  json::array changes;
  const auto tell = [&](const pipeline::ReplayedChange& change) {
    if (options.as_json) {
      changes.push_back(to_json(change));
    } else if (change.is_changed()) {
      table.add({change.delivery, to_age(change.received_at, now), change.project + "/" + change.slug, change.ref,
                 short_commit(change.commit), change.decision_before, change.decision, change.reason});
    }
  };
  const auto& bitbucket = application->config().bitbucket;
  BARYON_TRY(const auto summary,
             pipeline::replay(application->database(),
                              {.rules = {.projects = bitbucket.projects, .branches = bitbucket.branches},
                               .forge = std::string(application->forge().name()),
                               .since = since,
                               .project = filter.project,
                               .slug = filter.slug,
                               .is_dry_run = options.is_dry_run,
                               .parse = forge::bitbucket::parse_event},
                              now, tell));
  if (options.as_json) {
    print_json(json::object{{"since", to_rfc3339(since)},
                            {"dry_run", options.is_dry_run},
                            {"deliveries", summary.deliveries},
                            {"to_sync", summary.to_sync},
                            {"changes", std::move(changes)}});
    return {};
  }
  if (!table.is_empty()) table.print();
  print_summary(summary, options.is_dry_run);
  return {};
}

}  // namespace

Command add_replay(CLI::App& parent) {
  auto* const app = parent.add_subcommand("replay", "Judge stored deliveries by today's rules");
  const auto options = std::make_shared<Options>();
  app->add_option("--since", options->since, "From then on: 2026-11-22T14:03:00Z, 2026-11-22, or how long ago (24h)")
      ->required();
  app->add_option("--repo", options->repository, "Only those of PROJECT/repository");
  app->add_flag("--dry-run", options->is_dry_run, "Only tell what would be decided; queue nothing");
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto replayed = replay(context, *options);
            return replayed ? done : report(replayed.error());
          }};
}

}  // namespace baryon::cli
