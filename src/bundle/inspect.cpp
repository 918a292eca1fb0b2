#include "bundle/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/glob.h"
#include "base/units.h"
#include "bundle/digest.h"
#include "bundle/quota.h"
#include "bundle/registration_file.h"
#include "bundle/schema.h"
#include "bundle/version_path.h"

namespace baryon::bundle {
namespace {

Result<void> check_quotas(const VersionDirectory& directory) {
  if (!directory.oversized_file.empty())
    return fail(ErrorCode::too_large,
                fmt::format("'{}' is larger than {}, the quota for a file", directory.oversized_file,
                            format_bytes(quota::file_bytes)),
                "keep large files elsewhere and refer to them");
  if (directory.file_count > quota::bundle_files)
    return fail(ErrorCode::too_large,
                fmt::format("{} files, where the quota for a bundle is {}", directory.file_count, quota::bundle_files));
  if (directory.bytes > quota::bundle_bytes)
    return fail(ErrorCode::too_large, fmt::format("{} bytes in all, where the quota for a bundle is {}",
                                                  directory.bytes, format_bytes(quota::bundle_bytes)));
  return {};
}

std::vector<BundleFile> files_of(const std::string& path, const VersionDirectory& directory,
                                 std::span<const BundleFile> all_files) {
  std::vector<BundleFile> files;
  files.reserve(directory.files.size());
  for (const auto index : directory.files) {
    auto& file = files.emplace_back(all_files[index]);
    file.path.erase(0, path.size() + 1);
  }
  std::ranges::sort(files, {}, &BundleFile::path);
  return files;
}

/// Files or directories that differ only in case would be one on macOS and Windows.
Result<void> check_case(const std::vector<BundleFile>& files) {
  std::map<std::string, std::string_view> spellings;
  for (const auto& file : files) {
    const std::string_view path = file.path;
    for (auto end = path.find('/');; end = path.find('/', end + 1)) {
      const auto part = path.substr(0, end);
      const auto [known, is_new] = spellings.try_emplace(to_lower(part), part);
      if (!is_new && known->second != part)
        return fail(ErrorCode::invalid,
                    fmt::format("'{}' and '{}' differ only in upper and lower case", known->second, part),
                    "rename one of the two");
      if (end == std::string_view::npos) break;
    }
  }
  return {};
}

const BundleFile* find(const std::vector<BundleFile>& files, std::string_view path) {
  const auto found = std::ranges::lower_bound(files, path, {}, &BundleFile::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

/// Whether any file lies in that directory at the top.
bool has_directory(const std::vector<BundleFile>& files, std::string_view name) {
  const auto prefix = std::string(name) + '/';
  const auto found = std::ranges::lower_bound(files, prefix, {}, &BundleFile::path);
  return found != files.end() && found->path.starts_with(prefix);
}

Result<std::string> read_text(const BundleFile& file, const File& scratch) {
  std::string text(file.size, '\0');
  BARYON_CHECK(scratch.read_at(file.offset, reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  return text;
}

Error schema_is_missing(const std::vector<BundleFile>& files) {
  const auto stray = std::ranges::find_if(files, [](const BundleFile& file) {
    const auto lower = to_lower(file.path);
    return lower == "schema/schema.yml" || lower == "schema.yaml" || lower == "schema.yml" || lower == schema_path;
  });
  return Error{
      .code = ErrorCode::invalid,
      .message = fmt::format("{} is missing", schema_path),
      .hint = stray == files.end()
                  ? "every template has one; a directory that is no template should not be named like a version"
                  : fmt::format("rename {} to it", stray->path)};
}

struct Signs {
  std::vector<std::string> environment;
  std::vector<std::string> service;
};

Signs signs_of_kind(const std::vector<BundleFile>& files, const Schema& schema) {
  Signs signs;
  const auto note = [](std::vector<std::string>& list, const std::optional<InputType>& type, std::string_view key) {
    if (type) list.push_back(fmt::format("{} in {}:{}", key, schema_path, type->line));
  };
  note(signs.environment, schema.environment, "environment_input_type");
  note(signs.service, schema.service, "service_input_type");
  note(signs.service, schema.pipeline, "pipeline_input_type");
  if (has_directory(files, "infrastructure")) signs.environment.emplace_back("infrastructure/");
  if (has_directory(files, "instance_infrastructure")) signs.service.emplace_back("instance_infrastructure/");
  if (has_directory(files, "pipeline_infrastructure")) signs.service.emplace_back("pipeline_infrastructure/");
  return signs;
}

Result<TemplateKind> decide_kind(const Signs& signs) {
  if (!signs.environment.empty() && !signs.service.empty())
    return fail(ErrorCode::invalid,
                fmt::format("{} makes this an environment template, but {} a service template", signs.environment[0],
                            signs.service[0]),
                "keep one of the two");
  if (!signs.environment.empty()) return TemplateKind::environment;
  if (!signs.service.empty()) return TemplateKind::service;
  return fail(ErrorCode::invalid, fmt::format("{} names no input type, and there is no infrastructure", schema_path),
              "name environment_input_type or service_input_type in the schema");
}

Result<void> read_registration(Bundle& bundle, const File& scratch) {
  const auto* const current = find(bundle.files, registration_file_path);
  const auto* const older = find(bundle.files, compatible_envs_path);
  const auto* const file = current != nullptr ? current : older;
  if (file == nullptr)
    return fail(ErrorCode::invalid, fmt::format("{} is missing", registration_file_path),
                "a service template lists in it the environment templates it can be deployed into");
  if (file->size > quota::registration_file_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("{} is larger than {}", file->path, format_bytes(quota::registration_file_bytes)));
  BARYON_TRY(const auto text, read_text(*file, scratch));
  BARYON_TRY(auto registration, file == current ? parse_registration_file(text) : parse_compatible_envs(text));
  bundle.compatible_environments = std::move(registration.compatible_environments);
  bundle.supported_component_sources = std::move(registration.supported_component_sources);
  return {};
}

}  // namespace

Result<Bundle> inspect(const std::string& path, const VersionDirectory& directory, const std::string& name,
                       std::span<const BundleFile> all_files, const File& scratch) {
  BARYON_CHECK(check_template_name(name));
  if (!directory.symbolic_link.empty())
    return fail(ErrorCode::invalid, fmt::format("'{}' is a symbolic link", directory.symbolic_link),
                "a bundle holds plain files only; copy what the link points to");
  BARYON_CHECK(check_quotas(directory));
  Bundle bundle{.template_name = name, .major = directory.major, .directory = path};
  bundle.files = files_of(path, directory, all_files);
  BARYON_CHECK(check_case(bundle.files));

  const auto* const schema_file = find(bundle.files, schema_path);
  if (schema_file == nullptr) return std::unexpected(schema_is_missing(bundle.files));
  BARYON_TRY(bundle.schema, read_text(*schema_file, scratch));
  BARYON_TRY(const auto schema, parse_schema(bundle.schema));
  BARYON_TRY(bundle.kind, decide_kind(signs_of_kind(bundle.files, schema)));
  if (bundle.kind == TemplateKind::service) BARYON_CHECK(read_registration(bundle, scratch));
  bundle.digest = bundle_digest(bundle.files);
  return bundle;
}

}  // namespace baryon::bundle
