#include <boost/json.hpp>

#include <algorithm>
#include <string>

#include "app/version.h"
#include "base/encoding.h"
#include "bundle/lint/rule.h"
#include "cli/lint_report.h"

namespace baryon::cli {
namespace {

namespace json = boost::json;
using bundle::Finding;

constexpr std::string_view schema_uri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// SARIF's levels have the names of our severities.
std::string_view level(bundle::Severity severity) { return bundle::to_string(severity); }

json::array rules() {
  json::array list;
  for (const auto& group : bundle::lint::rule_groups())
    for (const auto& rule : group.rules)
      list.push_back({{"id", rule.id},
                      {"shortDescription", {{"text", rule.title}}},
                      {"fullDescription", {{"text", rule.why}}},
                      {"defaultConfiguration", {{"level", level(rule.severity)}}},
                      {"properties", {{"tags", json::array{group.title}}}}});
  return list;
}

/// RFC 3986: each segment percent-encoded, the slashes left.
std::string uri_of(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    uri += percent_encode(std::string_view(path).substr(begin, end - begin));
    if (end < path.size()) uri += '/';
    begin = end + 1;
  }
  return uri;
}

json::object location_of(const LintedTemplate& item, const Finding& finding) {
  const auto path = finding.file.empty() ? item.directory : item.directory + "/" + finding.file;
  json::object physical{{"artifactLocation", {{"uri", uri_of(path)}}}};
  if (finding.place.line > 0) {
    json::object region{{"startLine", finding.place.line}};
    if (finding.place.column > 0) region["startColumn"] = finding.place.column;
    physical["region"] = std::move(region);
  }
  return {{"physicalLocation", std::move(physical)}};
}

json::object result_of(const LintedTemplate& item, const Finding& finding) {
  const auto text = finding.hint.empty() ? finding.message : finding.message + "; " + finding.hint;
  return {{"ruleId", finding.rule},
          {"level", level(finding.severity)},
          {"message", {{"text", text}}},
          {"locations", json::array{location_of(item, finding)}}};
}

}  // namespace

json::object lint_to_sarif(const std::vector<LintedSource>& sources) {
  json::array results;
  for (const auto& source : sources)
    for (const auto& item : source.templates)
      for (const auto& finding : item.findings) results.push_back(result_of(item, finding));
  json::object run{{"tool", {{"driver", {{"name", "baryon"}, {"version", app::version()}, {"rules", rules()}}}}},
                   // Columns count bytes, which SARIF has no word for; in ASCII they are the same.
                   {"columnKind", "unicodeCodePoints"},
                   {"results", std::move(results)}};
  return {{"$schema", schema_uri}, {"version", "2.1.0"}, {"runs", json::array{std::move(run)}}};
}

}  // namespace baryon::cli
