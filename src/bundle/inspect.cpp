#include "bundle/inspect.h"

#include <algorithm>
#include <utility>

#include "bundle/digest.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/cloudformation.h"
#include "bundle/lint/codebuild.h"
#include "bundle/lint/files.h"
#include "bundle/lint/inputs.h"
#include "bundle/lint/layout.h"
#include "bundle/lint/manifest.h"
#include "bundle/lint/registration.h"
#include "bundle/lint/report.h"
#include "bundle/lint/schema.h"
#include "bundle/lint/subject.h"
#include "bundle/lint/terraform.h"
#include "bundle/lint/uses.h"
#include "bundle/registration_file.h"
#include "bundle/schema.h"

namespace baryon::bundle {
namespace {

using lint::Report;
using lint::Subject;
using lint::Uses;

std::vector<BundleFile> files_of(const std::string& path, const VersionDirectory& directory,
                                 std::span<const BundleFile> all_files, std::span<const BundleFile> shared_files) {
  std::vector<BundleFile> files;
  files.reserve(directory.files.size() + shared_files.size());
  for (const auto index : directory.files) {
    auto& file = files.emplace_back(all_files[index]);
    file.path.erase(0, path.size() + 1);
  }
  files.insert(files.end(), shared_files.begin(), shared_files.end());
  std::ranges::sort(files, {}, &BundleFile::path);
  return files;
}

Result<void> check_code(const Subject& subject, const Infrastructure& infrastructure, Uses& uses, Report& report) {
  switch (infrastructure.engine) {
    case Engine::cloudformation:
      return lint::check_cloudformation(subject, infrastructure, uses, report);
    case Engine::terraform:
      return lint::check_terraform(subject, infrastructure, uses, report);
    case Engine::codebuild:
      return lint::check_codebuild(subject, infrastructure, uses, report);
  }
  return {};
}

Result<void> read_infrastructure(const Subject& subject, const Schema* schema, Bundle& bundle, Report& report) {
  BARYON_TRY(const auto infrastructures, lint::read_manifests(subject, bundle.kind, report));
  Uses uses;
  for (const auto& infrastructure : infrastructures) {
    BARYON_CHECK(check_code(subject, infrastructure, uses, report));
    if (infrastructure.role != Role::pipeline) bundle.engine = to_string(infrastructure.engine);
  }
  if (schema != nullptr) lint::check_inputs(*schema, bundle.kind, uses, report);
  if (uses.has_all_outputs && !bundle.engine.empty()) {
    std::ranges::sort(uses.outputs);
    bundle.outputs = std::move(uses.outputs);
  }
  return {};
}

Result<void> read_registration(const Subject& subject, RegistrationFile rule, Bundle& bundle, Report& report) {
  const bool is_there =
      subject.find(registration_file_path) != nullptr || subject.find(compatible_envs_path) != nullptr;
  if (rule == RegistrationFile::optional && !is_there) return {};
  BARYON_TRY(auto registration, lint::read_registration(subject, report));
  if (!registration) return {};
  bundle.compatible_environments = std::move(registration->compatible_environments);
  bundle.supported_component_sources = std::move(registration->supported_component_sources);
  return {};
}

Result<void> examine(Bundle& bundle, const File& scratch, RegistrationFile registration_file, Report& report) {
  const Subject subject(bundle.files, scratch);
  BARYON_CHECK(lint::check_files(subject, report));
  if (const auto* const file = subject.find(schema_path)) {
    BARYON_TRY(bundle.schema, subject.text(*file));
  }
  BARYON_TRY(const auto read, lint::read_schema(subject, report));
  const auto* const schema = read ? &*read : nullptr;
  const auto kind = lint::find_kind(subject, schema, report);
  if (!kind) return {};
  bundle.kind = *kind;
  lint::check_layout(subject, *kind, schema, report);
  const bool is_customer_managed = *kind == TemplateKind::environment && subject.below("infrastructure").empty();
  if (schema != nullptr) lint::check_schema_of_kind(*schema, *kind, is_customer_managed, report);
  BARYON_CHECK(read_infrastructure(subject, is_customer_managed ? nullptr : schema, bundle, report));
  if (*kind == TemplateKind::service) BARYON_CHECK(read_registration(subject, registration_file, bundle, report));
  return {};
}

}  // namespace

Result<Inspection> inspect(const std::string& path, const VersionDirectory& directory, const std::string& name,
                           std::span<const BundleFile> all_files, std::span<const BundleFile> shared_files,
                           const File& scratch, RegistrationFile registration_file) {
  Inspection inspection{.bundle = {.template_name = name, .major = directory.major, .directory = path}, .findings = {}};
  auto& bundle = inspection.bundle;
  Report report;
  if (lint::check_directory(name, directory, report)) {
    bundle.files = files_of(path, directory, all_files, shared_files);
    BARYON_CHECK(examine(bundle, scratch, registration_file, report));
    bundle.digest = bundle_digest(bundle.files);
  }
  inspection.findings = report.take();
  return inspection;
}

}  // namespace baryon::bundle
