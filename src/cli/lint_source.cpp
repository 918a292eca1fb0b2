#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "bundle/collector.h"
#include "bundle/version_path.h"
#include "cli/lint_report.h"

namespace baryon::cli {
namespace {

namespace fs = std::filesystem;

/// The last segment of a path, `.` and a trailing slash resolved.
std::string name_of(const fs::path& path) {
  auto name = fs::absolute(path).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  return name.filename().string();
}

/// Whether the directory is a bundle by itself, whatever it is called.
bool is_bundle(const fs::path& directory) {
  std::error_code ignored;
  for (const auto* const part : {"schema", "infrastructure", "instance_infrastructure", "pipeline_infrastructure"})
    if (fs::is_directory(directory / part, ignored)) return true;
  return false;
}

/// What a directory would have to be called in a repository for its content to be found: nothing for a tree,
/// `<template>/v<N>/` for a bundle.
std::string prefix_of(const fs::path& directory) {
  if (!is_bundle(directory)) return {};
  const auto name = name_of(directory);
  if (!bundle::parse_version_segment(name)) return name + "/v1/";
  const auto parent = name_of(directory / "..");
  return fmt::format("{}/{}/", parent.empty() ? "template" : parent, name);
}

/// `directory` of the scan as the user would name it.
std::string shown(const std::string& path, const std::string& prefix, const std::string& directory, bool is_archive) {
  if (is_archive) return directory;
  if (!prefix.empty()) return fs::path(path).lexically_normal().string();
  return (fs::path(path) / directory).lexically_normal().string();
}

bool is_archive_name(const std::string& path) { return path.ends_with(".tar.gz") || path.ends_with(".tgz"); }

}  // namespace

Result<LintedSource> lint_path(const std::string& path, const bundle::ScanOptions& common) {
  std::error_code ignored;
  const bool is_directory = fs::is_directory(path, ignored);
  if (!is_directory && !fs::exists(path, ignored))
    return fail(ErrorCode::not_found, fmt::format("there is no '{}'", path));
  if (!is_directory && !is_archive_name(path))
    return fail(ErrorCode::invalid, fmt::format("'{}' is neither a directory nor a .tar.gz", path),
                "name a bundle, a directory that holds some, or an archive");
  auto options = common;
  if (options.root_names.any.empty()) options.root_names.any = name_of(path);
  Result<bundle::Scan> scan = fail(ErrorCode::internal, "not scanned");
  if (is_directory) {
    options.prefix = prefix_of(path);
    scan = bundle::scan_directory(path, {}, options);
  } else {
    BARYON_TRY(auto archive, File::open(path));
    scan = bundle::scan(archive, {}, options);
  }
  if (!scan) return std::unexpected(within(path, std::move(scan).error()));
  LintedSource source{.path = path, .templates = {}, .scratch = std::move(scan->scratch)};
  const auto add = [&](auto& item) {
    source.templates.push_back({.name = std::move(item.template_name),
                                .major = item.major,
                                .directory = shown(path, options.prefix, item.directory, !is_directory),
                                .findings = std::move(item.findings),
                                .files = std::move(item.files)});
  };
  std::ranges::for_each(scan->bundles, add);
  std::ranges::for_each(scan->refusals, add);
  std::ranges::sort(source.templates, {}, &LintedTemplate::directory);
  if (source.templates.empty())
    return fail(ErrorCode::not_found, fmt::format("'{}' holds no template", path),
                "a template is a directory <template>/v<N>/ with a schema/ or an infrastructure directory");
  return source;
}

LintCounts count(const std::vector<LintedSource>& sources) {
  LintCounts counts;
  for (const auto& source : sources)
    for (const auto& item : source.templates) {
      ++counts.templates;
      for (const auto& finding : item.findings) {
        if (finding.severity == bundle::Severity::error) ++counts.errors;
        if (finding.severity == bundle::Severity::warning) ++counts.warnings;
        if (finding.severity == bundle::Severity::note) ++counts.notes;
      }
    }
  return counts;
}

}  // namespace baryon::cli
