#include "bundle/lint/stray_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/glob.h"
#include "base/text.h"
#include "bundle/collector.h"
#include "bundle/lint/layout_rules.h"
#include "bundle/registration_file.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::array<std::string_view, 4> directories{"schema", "infrastructure", "instance_infrastructure",
                                                      "pipeline_infrastructure"};
constexpr std::array<std::string_view, 2> registration_files{registration_file_path, compatible_envs_path};

bool is_harmless(std::string_view name, bool is_directory) {
  if (name.starts_with('.')) return true;
  if (is_directory) return name == "spec" || name == "shared";
  const auto lower = to_lower(name);
  return lower.starts_with("readme") || lower.starts_with("license");
}

/// Names of things that belong into a directory of the bundle.
bool is_schema_name(std::string_view name) { return name == "schema.yaml" || name == "schema.yml"; }

bool is_infrastructure_name(std::string_view name) {
  return name == "manifest.yaml" || name == "manifest.yml" || name == "cloudformation.yaml" ||
         name == "cloudformation.yml" || name.ends_with(".tf");
}

void add_misspelt(std::string_view path, std::string_view meant, Report& report) {
  report.add(layout_misspelt_name, std::string(path), {}, fmt::format("is not read, but looks like {}", meant),
             fmt::format("rename it to {}", meant));
}

void check_directory_at_root(std::string_view name, Report& report) {
  if (is_template_part(name)) return;
  if (const auto meant = nearest(name, directories)) return add_misspelt(name, fmt::format("{}/", *meant), report);
  if (is_harmless(name, true)) return;
  report.add(layout_unknown_entry, std::string(name), {}, "is a directory that AWS Proton does not know",
             "keep it beside the version directory");
}

void check_file_at_root(std::string_view name, bool has_schema, Report& report) {
  if (std::ranges::find(registration_files, name) != registration_files.end()) return;
  if (const auto meant = nearest(name, registration_files)) return add_misspelt(name, *meant, report);
  if (is_harmless(name, false)) return;
  if (is_schema_name(name)) {  // the missing schema is a finding of another group, which names this file
    if (has_schema)
      report.add(layout_misplaced_file, std::string(name), {}, fmt::format("is not read, {} is", schema_path),
                 "remove one of the two");
    return;
  }
  if (is_infrastructure_name(name))
    return report.add(layout_misplaced_file, std::string(name), {}, "is not read at the root of a bundle",
                      "move it into an infrastructure directory");
  report.add(layout_unknown_entry, std::string(name), {}, "is a file that AWS Proton does not know",
             "keep it beside the version directory");
}

void check_beside_schema(const Subject& subject, Report& report) {
  if (subject.find(schema_path) == nullptr) return;
  for (const auto& file : subject.below("schema"))
    if (file.path != schema_path)
      report.add(layout_misplaced_file, file.path, {}, fmt::format("is not read, {} is", schema_path), "remove it");
}

}  // namespace

void check_stray_entries(const Subject& subject, Report& report) {
  const bool has_schema = subject.find(schema_path) != nullptr;
  std::string_view directory;  // the last one seen; files are sorted
  for (const auto& file : subject.files()) {
    const std::string_view path = file.path;
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) {
      check_file_at_root(path, has_schema, report);
    } else if (path.substr(0, slash) != directory) {
      directory = path.substr(0, slash);
      check_directory_at_root(directory, report);
    }
  }
  check_beside_schema(subject, report);
}

}  // namespace baryon::bundle::lint
