#include "bundle/lint/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "bundle/lint/manifest_document.h"
#include "bundle/lint/manifest_files.h"
#include "bundle/lint/manifest_rules.h"

namespace baryon::bundle::lint {
namespace {

std::vector<Role> roles_of(TemplateKind kind) {
  if (kind == TemplateKind::environment) return {Role::environment};
  return {Role::service_instance, Role::pipeline};
}

/// A file that was probably meant to be the manifest: `manifest.yml`, or one in a directory below.
const BundleFile* find_stray(const Subject& subject, Role role) {
  constexpr std::array<std::string_view, 1> name{"manifest.yaml"};
  const auto files = subject.below(directory_of(role));
  const auto found = std::ranges::find_if(files, [&](const BundleFile& file) {
    const auto slash = file.path.rfind('/');
    return nearest(std::string_view(file.path).substr(slash + 1), name).has_value();
  });
  return found == files.end() ? nullptr : &*found;
}

void add_missing(const Subject& subject, Role role, Report& report) {
  const auto* const stray = find_stray(subject, role);
  report.add(manifest_missing, "", {}, fmt::format("{} is missing", manifest_path(role)),
             stray == nullptr ? "it names the files of the directory and what provisions them"
                              : fmt::format("rename {} to it", escape_for_display(stray->path)));
}

Result<std::optional<Infrastructure>> read_directory(const Subject& subject, Role role, Report& report) {
  if (subject.below(directory_of(role)).empty()) return std::nullopt;
  const auto* const manifest = subject.find(manifest_path(role));
  if (manifest == nullptr) {
    add_missing(subject, role, report);
    return std::nullopt;
  }
  BARYON_TRY(const auto text, subject.text(*manifest));
  const FileReport about_manifest(manifest->path, report);
  const auto entries = read_manifest(text, about_manifest);
  if (entries.empty()) return std::nullopt;
  auto files = take_files(subject, role, entries, about_manifest);
  const auto engine = entries.front().engine;
  if (files.empty() && engine != Engine::codebuild) return std::nullopt;
  return Infrastructure{.role = role, .engine = engine, .files = std::move(files), .manifest = manifest->path};
}

void check_engines(const std::vector<Infrastructure>& infrastructures, Report& report) {
  if (infrastructures.size() < 2 || infrastructures[0].engine == infrastructures[1].engine) return;
  report.add(manifest_engines_differ, infrastructures[1].manifest, {},
             fmt::format("the pipeline is provisioned by {}, the service instance by {}",
                         to_string(infrastructures[1].engine), to_string(infrastructures[0].engine)),
             "make sure that this is meant");
}

}  // namespace

RuleGroup manifest_rules() { return {.title = "Manifests", .rules = all_manifest_rules}; }

Result<std::vector<Infrastructure>> read_manifests(const Subject& subject, TemplateKind kind, Report& report) {
  std::vector<Infrastructure> infrastructures;
  for (const auto role : roles_of(kind)) {
    BARYON_TRY(auto infrastructure, read_directory(subject, role, report));
    if (infrastructure) infrastructures.push_back(*std::move(infrastructure));
  }
  check_engines(infrastructures, report);
  return infrastructures;
}

}  // namespace baryon::bundle::lint
