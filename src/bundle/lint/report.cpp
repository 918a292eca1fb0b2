#include "bundle/lint/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "bundle/lint/report_rules.h"

namespace baryon::bundle::lint {

void Report::add(const Rule& rule, const std::string& file, Place place, std::string message, std::string hint) {
  auto& count = rule.severity == Severity::error ? errors_ : others_;
  if (++count > most) return;
  const auto key = [](const Finding& finding) { return std::tie(finding.file, finding.place); };
  const auto after = std::ranges::upper_bound(findings_, std::tie(file, place), {}, key);
  findings_.insert(after, {.rule = std::string(rule.id),
                           .severity = rule.severity,
                           .file = file,
                           .place = place,
                           .message = std::move(message),
                           .hint = std::move(hint)});
}

std::vector<Finding> Report::take() {
  const auto left_out = (errors_ - std::min(errors_, most)) + (others_ - std::min(others_, most));
  if (left_out > 0)
    findings_.push_back({.rule = std::string(findings_left_out.id),
                         .severity = findings_left_out.severity,
                         .file = {},
                         .message = fmt::format("{} more findings are not shown", left_out),
                         .hint = "mend these first"});
  return std::exchange(findings_, {});
}

}  // namespace baryon::bundle::lint
