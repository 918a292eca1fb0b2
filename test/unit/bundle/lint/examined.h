#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/scan.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::test {

/// `<severity> <rule> <file>:<line>:<column>: <message> (<hint>)`, without what there is not.
inline std::string line_of(const bundle::Finding& finding) {
  const auto hint = finding.hint.empty() ? "" : " (" + finding.hint + ")";
  return fmt::format("{} {} {}{}", to_string(finding.severity), finding.rule, finding.text(), hint);
}

/// The findings about all templates of a scan by rules whose ids begin with `prefix`, good templates first.
inline std::vector<std::string> findings_in(const bundle::Scan& scan, std::string_view prefix = "") {
  std::vector<std::string> lines;
  const auto add = [&](const std::vector<bundle::Finding>& findings) {
    for (const auto& finding : findings)
      if (finding.rule.starts_with(prefix)) lines.push_back(line_of(finding));
  };
  for (const auto& bundle : scan.bundles) add(bundle.findings);
  for (const auto& refusal : scan.refusals) add(refusal.findings);
  return lines;
}

/// One version directory of a template named `sample`, and what the rules say about it.
///
///     EXPECT_THAT(SampleBundle::environment().file("schema/schema.yaml", text).findings("schema-"), ElementsAre(...));
class SampleBundle {
 public:
  SampleBundle() = default;

  /// About these two no rule has anything to say.
  static SampleBundle environment() { return SampleBundle(SampleRepository().environment(directory)); }
  static SampleBundle service() { return SampleBundle(SampleRepository().service(directory)); }

  /// Adds a file or replaces one; `path` is relative to the version directory.
  SampleBundle& file(const std::string& path, const std::string& content = "x") {
    repository_.file(fmt::format("{}/{}", directory, path), content);
    return *this;
  }

  SampleBundle& files(const std::map<std::string, std::string>& files) {
    for (const auto& [path, content] : files) file(path, content);
    return *this;
  }

  SampleBundle& without(const std::string& path) {
    repository_.without(fmt::format("{}/{}", directory, path));
    return *this;
  }

  [[nodiscard]] bundle::Scan scan() const { return scan_of(repository_); }

  /// As lines, sorted by file and place; only those of rules whose ids begin with `prefix`.
  [[nodiscard]] std::vector<std::string> findings(std::string_view prefix = "") const {
    return findings_in(scan(), prefix);
  }

 private:
  static constexpr const char* directory = "sample/v1";

  explicit SampleBundle(SampleRepository repository) : repository_(std::move(repository)) {}

  SampleRepository repository_;
};

}  // namespace baryon::test
