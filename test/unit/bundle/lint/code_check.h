#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "bundle/lint/cloudformation.h"
#include "bundle/lint/codebuild.h"
#include "bundle/lint/subject.h"
#include "bundle/lint/terraform.h"
#include "unit/archive/tar_builder.h"
#include "unit/bundle/lint/examined.h"

namespace baryon::test {

/// What the rules about infrastructure as code say of one directory, and what they note.
struct CodeCheck {
  bundle::lint::Uses uses;
  std::vector<std::string> findings;  ///< as `line_of` writes them, without the directory

  /// `environment x infrastructure/a.tf:1:5`, with `?` behind the name where there is a fallback.
  [[nodiscard]] std::vector<std::string> inputs() const {
    constexpr const char* names[] = {"environment", "service_instance", "pipeline"};
    std::vector<std::string> lines;
    for (const auto& use : uses.inputs)
      lines.push_back(fmt::format("{} {}{} {}:{}", names[static_cast<int>(use.of)], use.name.empty() ? "*" : use.name,
                                  use.has_fallback ? "?" : "", use.place.line, use.place.column));
    return lines;
  }
};

/// `files`: by their path below the directory of `role`; all of them are taken, but for the manifest.
inline CodeCheck check_code(bundle::Engine engine, bundle::Role role, const std::map<std::string, std::string>& files) {
  const std::string directory(bundle::directory_of(role));
  bundle::Infrastructure infrastructure{
      .role = role, .engine = engine, .files = {}, .manifest = directory + "/manifest.yaml"};
  std::string bytes;
  std::vector<bundle::BundleFile> bundle_files;
  for (const auto& [name, text] : files) {
    const auto path = directory + "/" + name;
    bundle_files.push_back({.path = path, .size = text.size(), .offset = bytes.size()});
    bytes += text;
    if (path != infrastructure.manifest) infrastructure.files.push_back(path);
  }
  const auto scratch = spool(bytes);
  const bundle::lint::Subject subject(bundle_files, scratch);
  CodeCheck check;
  bundle::lint::Report report;
  const auto check_engine = engine == bundle::Engine::terraform   ? bundle::lint::check_terraform
                            : engine == bundle::Engine::codebuild ? bundle::lint::check_codebuild
                                                                  : bundle::lint::check_cloudformation;
  EXPECT_TRUE(check_engine(subject, infrastructure, check.uses, report).has_value());
  for (auto finding : report.take()) {
    if (finding.file.starts_with(directory)) finding.file.erase(0, directory.size() + 1);
    check.findings.push_back(line_of(finding));
  }
  return check;
}

inline CodeCheck check_cloudformation(const std::string& text, bundle::Role role = bundle::Role::environment) {
  return check_code(bundle::Engine::cloudformation, role, {{"c.yaml", text}});
}

inline CodeCheck check_terraform(const std::string& text, bundle::Role role = bundle::Role::environment) {
  return check_code(bundle::Engine::terraform, role, {{"main.tf", text}});
}

}  // namespace baryon::test
