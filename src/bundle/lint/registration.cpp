#include "bundle/lint/registration.h"

#include <fmt/format.h>

#include "bundle/lint/registration_rules.h"

namespace baryon::bundle::lint {

RuleGroup registration_rules() { return {.title = "Registration files", .rules = all_registration_rules}; }

Result<std::optional<Registration>> read_registration(const Subject& subject, Report& report) {
  const auto* const current = subject.find(registration_file_path);
  const auto* const older = subject.find(compatible_envs_path);
  if (current == nullptr && older != nullptr)
    report.add(registration_older_file, older->path, {}, "is the older form of the registration file",
               fmt::format("write {}, which can tell component sources too", registration_file_path));
  if (current != nullptr && older != nullptr)
    report.add(registration_two_files, older->path, {},
               fmt::format("is not read, because {} is there", registration_file_path), "remove it");
  const auto* const file = current != nullptr ? current : older;
  if (file == nullptr) {
    report.add(registration_missing, "", {}, fmt::format("{} is missing", registration_file_path),
               "a service template lists in it the environment templates it can be deployed into");
    return std::nullopt;
  }
  BARYON_TRY(const auto text, subject.text(*file));
  return file == current ? parse_registration_file(text, report) : parse_compatible_envs(text, report);
}

}  // namespace baryon::bundle::lint
