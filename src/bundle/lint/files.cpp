#include "bundle/lint/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/glob.h"
#include "base/text.h"
#include "base/units.h"
#include "bundle/infrastructure.h"
#include "bundle/lint/encoding.h"
#include "bundle/lint/file_rules.h"
#include "bundle/quota.h"
#include "bundle/registration_file.h"
#include "bundle/schema.h"
#include "bundle/version_path.h"

namespace baryon::bundle::lint {
namespace {

/// True where all of them are kept.
bool check_quotas(const VersionDirectory& directory, Report& report) {
  if (!directory.oversized_file.empty())
    report.add(file_too_large, directory.oversized_file, {},
               fmt::format("is larger than {}, the quota for a file", format_bytes(quota::file_bytes)),
               "keep large files elsewhere and refer to them");
  const bool are_too_many = directory.file_count > quota::bundle_files;
  if (are_too_many)
    report.add(files_too_many, "", {},
               fmt::format("{} files, where the quota for a bundle is {}", directory.file_count, quota::bundle_files),
               "keep dependencies and generated files out of the version directory");
  const bool are_too_large = directory.bytes > quota::bundle_bytes;
  if (are_too_large)
    report.add(files_too_large, "", {},
               fmt::format("{} bytes in all, where the quota for a bundle is {}", directory.bytes,
                           format_bytes(quota::bundle_bytes)),
               "keep large files elsewhere and refer to them");
  return directory.oversized_file.empty() && !are_too_many && !are_too_large;
}

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Files or directories that differ only in case would be one on macOS and Windows. Of directories that do, the content
/// is not mentioned too.
void check_case(const Subject& subject, Report& report) {
  std::map<std::string, std::string_view> spellings;
  std::set<std::string_view> reported;
  for (const auto& file : subject.files()) {
    const std::string_view path = file.path;
    for (auto end = path.find('/');; end = path.find('/', end + 1)) {
      const auto part = path.substr(0, end);
      const auto [known, is_new] = spellings.try_emplace(to_lower(part), part);
      const bool differs = !is_new && known->second != part && parent_of(known->second) == parent_of(part);
      if (differs && reported.insert(part).second)
        report.add(file_name_case, std::string(part), {},
                   fmt::format("'{}' and '{}' differ only in upper and lower case", escape_for_display(known->second),
                               escape_for_display(part)),
                   "rename one of the two");
      if (end == std::string_view::npos) break;
    }
  }
}

/// Bytes that continue a character begin with the bits 10.
std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void check_schema_length(std::string_view text, const FileReport& report) {
  const auto characters = count_characters(text);
  if (characters <= quota::schema_characters) return;
  report.add(
      file_schema_beyond_api, {},
      fmt::format("{} characters, where the API tells at most {} of a schema", characters, quota::schema_characters),
      "shorten descriptions, or remove inputs that nobody sets");
}

/// Whether another group reads it as YAML and finds bytes that do not belong there.
bool has_reader(std::string_view path) {
  if (path == schema_path || path == registration_file_path) return true;
  return std::ranges::any_of(all_roles, [&](Role role) { return path == manifest_path(role); });
}

}  // namespace

RuleGroup file_rules() { return {.title = "Files", .rules = all_file_rules}; }

bool check_directory(std::string_view template_name, const VersionDirectory& directory, Report& report) {
  if (const auto checked = check_template_name(template_name); !checked)
    report.add(file_template_name, "", {}, checked.error().message, checked.error().hint);
  if (!directory.symbolic_link.empty())
    report.add(file_symbolic_link, directory.symbolic_link, {}, "is a symbolic link",
               "a bundle holds plain files only; copy what the link points to");
  return check_quotas(directory, report) && directory.symbolic_link.empty();
}

Result<void> check_files(const Subject& subject, Report& report) {
  check_case(subject, report);
  for (const auto& file : subject.files()) {
    if (!is_text_file(file.path)) continue;
    BARYON_TRY(const auto text, subject.text(file));
    const FileReport file_report(file.path, report);
    check_encoding(text, has_reader(file.path), file_report);
    if (file.path == schema_path) check_schema_length(text, file_report);
  }
  return {};
}

}  // namespace baryon::bundle::lint
