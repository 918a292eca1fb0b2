#include "bundle/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "archive/tar_reader.h"
#include "bundle/collector.h"
#include "bundle/inspect.h"
#include "bundle/lint/report.h"
#include "bundle/lint/scan_rules.h"
#include "bundle/quota.h"

namespace baryon::bundle {
namespace {

constexpr std::size_t most_passed_over = 20;

/// A version directory that is a template, by its content.
struct Candidate {
  const std::string* path = nullptr;
  const VersionDirectory* directory = nullptr;
  std::string name;

  [[nodiscard]] std::string_view parent() const {
    const auto slash = path->rfind('/');
    return slash == std::string::npos ? std::string_view("the root") : std::string_view(*path).substr(0, slash);
  }
};

bool lies_in_template(std::string_view path, const Collector::Directories& directories) {
  return std::ranges::any_of(version_paths_above(path), [&](const VersionPath& above) {
    const auto found = directories.find(above.directory);
    return found != directories.end() && found->second.looks_like_template;
  });
}

/// Sorts the version directories out: templates are returned, others noted as passed over, what lies in a template
/// belongs to that.
std::vector<Candidate> find_candidates(const Collector::Directories& directories, const std::string& root_name,
                                       std::vector<std::string>& passed_over) {
  std::vector<Candidate> candidates;
  for (const auto& [path, directory] : directories) {
    if (lies_in_template(path, directories)) continue;
    if (directory.looks_like_template)
      candidates.push_back({&path, &directory, directory.template_name.empty() ? root_name : directory.template_name});
    else if (passed_over.size() < most_passed_over)
      passed_over.push_back(path);
  }
  return candidates;
}

/// `a, b and c`, the first few of them.
std::string join(const std::vector<std::string_view>& places) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t i = 0; i < places.size() && i < most; ++i) {
    if (i > 0) text += i + 1 == places.size() ? " and " : ", ";
    text += places[i];
  }
  return places.size() > most ? text + ", ..." : text;
}

/// A template has one home. Which of two directories was meant is not for us to guess, so none of them is taken.
void check_home(const Candidate& candidate, const std::vector<const Candidate*>& same_name, lint::Report& report) {
  std::vector<std::string_view> parents;
  std::vector<std::string_view> same_major;
  for (const auto* const other : same_name) {
    if (std::ranges::find(parents, other->parent()) == parents.end()) parents.push_back(other->parent());
    if (other->directory->major == candidate.directory->major) same_major.push_back(*other->path);
  }
  if (parents.size() < 2) return;
  const auto& places = same_major.size() > 1 ? same_major : parents;
  report.add(lint::template_several_places, "", {},
             fmt::format("template '{}' lies in {} places: {}", candidate.name,
                         places.size() == 2 ? "two" : std::to_string(places.size()), join(places)),
             "keep all versions of a template in one directory, and rename or remove the other");
}

/// Makes bundles of candidates, within the room that all their schemas have together.
class Inspector {
 public:
  Inspector(const std::vector<Candidate>& candidates, const Collector& collector, const File& scratch)
      : collector_(collector), scratch_(scratch) {
    for (const auto& candidate : candidates) by_name_[candidate.name].push_back(&candidate);
  }

  Result<Inspection> inspection_of(const Candidate& candidate) {
    lint::Report report;
    check_home(candidate, by_name_[candidate.name], report);
    if (report.has_errors()) return Inspection{.bundle = {}, .findings = report.take()};
    BARYON_TRY(auto inspection,
               inspect(*candidate.path, *candidate.directory, candidate.name, collector_.files(), scratch_));
    schemas_bytes_ += inspection.bundle.schema.size();
    if (schemas_bytes_ > quota::schemas_bytes) {
      report.add(lint::schemas_too_large, "", {},
                 fmt::format("the schemas of the archive together pass the limit schemas_bytes of {}",
                             format_bytes(quota::schemas_bytes)));
      return Inspection{.bundle = {}, .findings = report.take()};
    }
    return inspection;
  }

 private:
  const Collector& collector_;
  const File& scratch_;
  std::map<std::string_view, std::vector<const Candidate*>> by_name_;
  std::uint64_t schemas_bytes_ = 0;
};

Result<void> inspect_all(const std::vector<Candidate>& candidates, const Collector& collector, Scan& scan) {
  Inspector inspector(candidates, collector, scan.scratch);
  for (const auto& candidate : candidates) {
    BARYON_TRY(auto inspection, inspector.inspection_of(candidate));
    if (has_error(inspection.findings)) {
      scan.refusals.push_back({.template_name = candidate.name,
                               .major = candidate.directory->major,
                               .directory = *candidate.path,
                               .findings = std::move(inspection.findings)});
      continue;
    }
    inspection.bundle.findings = std::move(inspection.findings);
    scan.bundles.push_back(std::move(inspection.bundle));
  }
  std::ranges::sort(scan.bundles, {},
                    [](const Bundle& bundle) { return std::tie(bundle.template_name, bundle.major); });
  return {};
}

}  // namespace

Result<Scan> scan(File& archive, const archive::Limits& limits, const ScanOptions& options) {
  Scan scan;
  BARYON_TRY(scan.scratch, File::create_unnamed(options.scratch_directory));
  Collector collector(scan.scratch);
  BARYON_TRY(auto summary, archive::read_tar_gz(archive, limits, [&](const auto& entry, auto& content) {
               return collector.visit(entry, content);
             }));
  scan.commit = std::move(summary.commit);
  scan.entries = summary.entries;
  scan.unpacked_bytes = summary.unpacked_bytes;
  const auto candidates = find_candidates(collector.directories(), options.root_name, scan.passed_over);
  BARYON_CHECK(inspect_all(candidates, collector, scan));
  return scan;
}

}  // namespace baryon::bundle
