#include "bundle/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>
#include <string_view>
#include <tuple>

#include "archive/directory_reader.h"
#include "archive/tar_reader.h"
#include "base/units.h"
#include "bundle/collector.h"
#include "bundle/inspect.h"
#include "bundle/lint/report.h"
#include "bundle/lint/scan_rules.h"
#include "bundle/quota.h"
#include "bundle/shared_files.h"
#include "bundle/template_homes.h"

namespace baryon::bundle {
namespace {

constexpr std::size_t most_passed_over = 20;
constexpr std::uint64_t template_bytes = 1 * kib;  ///< memory for a template besides its files, schema and findings

bool lies_in_template(std::string_view path, const Collector::Directories& directories) {
  return std::ranges::any_of(version_paths_above(path), [&](const VersionPath& above) {
    const auto found = directories.find(above.directory);
    return found != directories.end() && found->second.looks_like_template;
  });
}

/// Sorts the version directories out: templates are returned, others noted as passed over, what lies in a template
/// belongs to that.
std::vector<Candidate> find_candidates(const Collector::Directories& directories, const RootNames& root_names,
                                       std::vector<std::string>& passed_over) {
  std::vector<Candidate> candidates;
  for (const auto& [path, directory] : directories) {
    if (lies_in_template(path, directories)) continue;
    if (directory.looks_like_template)
      candidates.push_back(
          {&path, &directory,
           directory.template_name.empty() ? root_names.of(directory.holds_instances) : directory.template_name});
    else if (passed_over.size() < most_passed_over)
      passed_over.push_back(path);
  }
  return candidates;
}

/// Makes bundles of candidates, within the room that all their schemas have together.
class Inspector {
 public:
  Inspector(const std::vector<Candidate>& candidates, const Collector& collector, const SharedFiles& shared,
            const File& scratch, RegistrationFile registration_file)
      : homes_(candidates),
        collector_(collector),
        shared_(shared),
        scratch_(scratch),
        registration_file_(registration_file) {}

  Result<Inspection> inspection_of(const Candidate& candidate) {
    lint::Report report;
    homes_.check(candidate, report);
    if (report.has_errors()) return Inspection{.bundle = {}, .findings = report.take()};
    shared_.check(*candidate.path, *candidate.directory, report);
    const auto shared_files = report.has_errors() ? std::span<const BundleFile>() : shared_.files();
    BARYON_TRY(auto inspection, inspect(*candidate.path, *candidate.directory, candidate.name, collector_.files(),
                                        shared_files, scratch_, registration_file_));
    schemas_bytes_ += inspection.bundle.schema.size();
    if (schemas_bytes_ > quota::schemas_bytes) {
      report.add(lint::schemas_too_large, "", {},
                 fmt::format("the schemas of the archive together pass the limit schemas_bytes of {}",
                             format_bytes(quota::schemas_bytes)));
      return Inspection{.bundle = {}, .findings = report.take()};
    }
    auto findings = report.take();
    std::ranges::move(inspection.findings, std::back_inserter(findings));
    inspection.findings = std::move(findings);
    return inspection;
  }

 private:
  TemplateHomes homes_;
  const Collector& collector_;
  const SharedFiles& shared_;
  const File& scratch_;
  RegistrationFile registration_file_;
  std::uint64_t schemas_bytes_ = 0;
};

/// Keeps the findings of one archive within bounds.
class FindingBudget {
 public:
  void spend(std::vector<Finding>& findings) {
    if (kept_ + findings.size() > quota::archive_findings) left_out_ += keep_first_error(findings);
    kept_ += findings.size();
  }

  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  static std::uint64_t keep_first_error(std::vector<Finding>& findings) {
    const auto before = findings.size();
    const auto first = std::ranges::find(findings, Severity::error, &Finding::severity);
    findings = first == findings.end() ? std::vector<Finding>() : std::vector{std::move(*first)};
    return before - findings.size();
  }

  std::uint64_t kept_ = 0;
  std::uint64_t left_out_ = 0;
};

Result<void> inspect_all(const std::vector<Candidate>& candidates, const Collector& collector,
                         const SharedFiles& shared, RegistrationFile registration_file, Scan& scan) {
  Inspector inspector(candidates, collector, shared, scan.scratch, registration_file);
  FindingBudget budget;
  for (const auto& candidate : candidates) {
    BARYON_TRY(auto inspection, inspector.inspection_of(candidate));
    budget.spend(inspection.findings);
    if (has_error(inspection.findings)) {
      scan.refusals.push_back({.template_name = candidate.name,
                               .major = candidate.directory->major,
                               .directory = *candidate.path,
                               .findings = std::move(inspection.findings),
                               .files = std::move(inspection.bundle.files)});
      continue;
    }
    inspection.bundle.findings = std::move(inspection.findings);
    scan.bundles.push_back(std::move(inspection.bundle));
  }
  std::ranges::sort(scan.bundles, {},
                    [](const Bundle& bundle) { return std::tie(bundle.template_name, bundle.major); });
  scan.findings_left_out = budget.left_out();
  return {};
}

/// Makes `schema/schema.yaml` of `vpc/schema/schema.yaml`; false for what does not lie below the root.
bool take_root(std::string& path, std::string_view root) {
  if (!path.starts_with(root) || path.size() <= root.size() || path[root.size()] != '/') return false;
  path.erase(0, root.size() + 1);
  return true;
}

/// What reads an archive or a directory.
using Reader = std::function<Result<archive::Summary>(const archive::Visitor&)>;

Result<Scan> scan_with(const Reader& read, const archive::Limits& limits, const ScanOptions& options) {
  Scan scan;
  BARYON_TRY(scan.scratch, File::create_unnamed(options.scratch_directory));
  Collector collector(scan.scratch, options.shared_directories);
  BARYON_TRY(auto summary, read([&](const archive::Entry& entry, archive::Content& content) {
               if (options.prefix.empty() && options.root.empty()) return collector.visit(entry, content);
               auto moved = entry;
               if (!options.root.empty() && !take_root(moved.path, options.root)) return Result<void>();
               moved.path.insert(0, options.prefix);
               return collector.visit(moved, content);
             }));
  scan.commit = std::move(summary.commit);
  scan.entries = summary.entries;
  scan.unpacked_bytes = summary.unpacked_bytes;
  for (const auto& [path, directory] : collector.shared())
    if (!directory.is_present) scan.missing_shared.push_back(path);
  const auto candidates = find_candidates(collector.directories(), options.root_names, scan.passed_over);
  const SharedFiles shared(collector, limits);
  BARYON_CHECK(collector.account(candidates.size() * (template_bytes + shared.index_bytes())));
  BARYON_CHECK(inspect_all(candidates, collector, shared, options.registration_file, scan));
  return scan;
}

}  // namespace

Result<Scan> scan(File& archive, const archive::Limits& limits, const ScanOptions& options) {
  return scan_with(
      [&](const archive::Visitor& visitor) {
        return archive::read_tar_gz(archive, limits, visitor, options.absolute_names);
      },
      limits, options);
}

Result<Scan> scan_directory(const std::filesystem::path& directory, const archive::Limits& limits,
                            const ScanOptions& options) {
  return scan_with([&](const archive::Visitor& visitor) { return archive::read_directory(directory, limits, visitor); },
                   limits, options);
}

}  // namespace baryon::bundle
