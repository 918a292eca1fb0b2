#include "doctor/doctor.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

namespace json = boost::json;
using doctor::Verdict;

json::object to_json(const doctor::Report& report) {
  json::array findings;
  for (const auto& finding : report.findings())
    findings.push_back({{"check", finding.check},
                        {"verdict", to_string(finding.verdict)},
                        {"message", finding.message},
                        {"hint", finding.hint}});
  return {{"ok", !report.has_failures()}, {"findings", std::move(findings)}};
}

std::string_view mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "ok";
    case Verdict::warning:
      return "warning";
    case Verdict::failed:
      return "FAILED";
    case Verdict::skipped:
      return "-";
  }
  return "";
}

void print(const doctor::Report& report) {
  for (const auto& finding : report.findings()) {
    print_line(fmt::format("{:<14} {:<8} {}", finding.check, mark(finding.verdict), finding.message));
    if (!finding.hint.empty()) print_line(fmt::format("{:<23} -> {}", "", finding.hint));
  }
  print_line(fmt::format("{} failed, {} warnings", report.count(Verdict::failed), report.count(Verdict::warning)));
}

}  // namespace

Command add_doctor(CLI::App& parent) {
  auto* const app = parent.add_subcommand("doctor", "Check everything Baryon needs, and say what to do");
  const auto as_json = std::make_shared<bool>(false);
  app->add_flag("--json", *as_json, "Print JSON");
  return {.app = app, .run = [as_json](const Context& context) {
            const auto config = load(context);
            if (!config) return report(config.error());
            log::configure(log::Level::error, config->log.format);
            const auto examined = doctor::examine(*config, system_clock());
            if (*as_json)
              print_json(to_json(examined));
            else
              print(examined);
            return examined.has_failures() ? failed : done;
          }};
}

}  // namespace baryon::cli
