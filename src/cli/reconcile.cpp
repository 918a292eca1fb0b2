#include "pipeline/reconcile.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/history_options.h"
#include "cli/output.h"
#include "faces/views.h"
#include "pipeline/repositories.h"

namespace baryon::cli {
namespace {

using pipeline::Comparison;

struct Options {
  std::string repository;
  bool as_json = false;
};

/// Collects what was compared, and shows on a terminal that it goes on.
class Report {
 public:
  explicit Report(bool as_json) : shows_progress_(!as_json && ::isatty(STDERR_FILENO) == 1) {}

  void add(const forge::Repository& repository, const Result<Comparison>& comparison) {
    ++compared_;
    for (const auto& difference : comparison ? comparison->differences : std::vector<pipeline::RefDifference>()) {
      if (difference.move == pipeline::RefMove::none) continue;  // a webhook had told it
      const auto row = faces::to_json(repository, difference);
      table_.add({repository.path(), difference.ref, difference.from.empty() ? "-" : difference.from.substr(0, 7),
                  difference.commit.empty() ? "-" : difference.commit.substr(0, 7),
                  std::string(to_string(difference.move)), difference.is_queued ? "queued" : "-"});
      rows_.push_back(row);
    }
    if (!shows_progress_) return;
    fmt::print(stderr, "\r{} compared", compared_);
    std::fflush(stderr);
  }

  void fail(const Error& error) { failures_.emplace_back(error.text()); }

  int print(bool as_json) {
    if (shows_progress_ && compared_ > 0) fmt::print(stderr, "\r\x1b[K");
    if (as_json) {
      print_json(boost::json::object{{"compared", compared_}, {"differences", rows_}, {"failures", failures_}});
      return failures_.empty() ? done : failed;
    }
    if (!table_.is_empty()) table_.print();
    for (const auto& failure : failures_)
      fmt::print(stderr, "baryon: not compared: {}\n", std::string_view(failure.as_string()));
    print_line(fmt::format("{} {} compared, {} {} from what was known.", compared_,
                           compared_ == 1 ? "repository" : "repositories", rows_.size(),
                           rows_.size() == 1 ? "ref differs" : "refs differ"));
    return failures_.empty() ? done : failed;
  }

 private:
  const bool shows_progress_;
  std::size_t compared_ = 0;
  Table table_{{"REPOSITORY", "REF", "KNOWN", "NOW", "MOVE", "SYNC"}};
  boost::json::array rows_;
  boost::json::array failures_;
};

Result<void> compare_one(app::Application& application, const std::string& path, Report& out) {
  HistoryOptions options;
  options.repository = path;
  BARYON_TRY(const auto named, to_filter(options));
  auto& forge = application.forge();
  BARYON_TRY(const auto repository, forge.find(named.project, named.slug));
  BARYON_CHECK(application.database().writer().write(
      [&](db::Session& session) { return pipeline::identify_repository(session, forge.name(), repository); }));
  auto comparison = application.reconciler().compare_one(repository);
  if (!comparison) return std::unexpected(std::move(comparison).error());
  if (!comparison->is_wanted)
    return fail(ErrorCode::not_found, fmt::format("{} is not among the configured projects", repository.path()),
                "see bitbucket.projects");
  out.add(repository, comparison);
  return {};
}

Result<int> reconcile(const Context& context, const Options& options) {
  BARYON_TRY(const auto application, open_application(context, app::Application::Purpose::sync));
  Report out(options.as_json);
  if (!options.repository.empty()) {
    BARYON_CHECK(compare_one(*application, options.repository, out));
    return out.print(options.as_json);
  }
  const auto report = application->reconciler().compare_all(
      [&](const forge::Repository& repository, const Result<Comparison>& comparison) {
        out.add(repository, comparison);
      });
  if (!report) return std::unexpected(report.error());
  for (const auto& failure : report->failures) out.fail(failure);
  return out.print(options.as_json);
}

}  // namespace

Command add_reconcile(CLI::App& parent) {
  auto* const app = parent.add_subcommand(
      "reconcile", "Compare branches with Bitbucket now, and queue the pushes that no webhook announced");
  const auto options = std::make_shared<Options>();
  app->add_option("PROJECT/REPO", options->repository, "Only this repository (default: all that are configured)");
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto code = reconcile(context, *options);
            return code ? *code : report(code.error());
          }};
}

}  // namespace baryon::cli
