#include "registry/registry.h"

#include <fmt/format.h>

#include "base/units.h"

namespace baryon::registry {

std::string_view to_string(VersionStatus status) {
  switch (status) {
    case VersionStatus::registration_in_progress:
      return "REGISTRATION_IN_PROGRESS";
    case VersionStatus::registration_failed:
      return "REGISTRATION_FAILED";
    case VersionStatus::draft:
      return "DRAFT";
    case VersionStatus::published:
      return "PUBLISHED";
  }
  return "DRAFT";
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::new_template:
      return "new_template";
    case Outcome::new_major:
      return "new_major";
    case Outcome::new_minor:
      return "new_minor";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::refused:
      return "refused";
  }
  return "unchanged";
}

Result<VersionStatus> parse_version_status(std::string_view text) {
  for (const auto status : {VersionStatus::registration_in_progress, VersionStatus::registration_failed,
                            VersionStatus::draft, VersionStatus::published})
    if (to_string(status) == text) return status;
  return fail(ErrorCode::corrupt, fmt::format("a version in the registry has the unknown status '{}'", text));
}

Result<VersionNumber> parse_version_number(std::string_view text) {
  const auto dot = text.find('.');
  if (dot != std::string_view::npos) {
    const auto major = parse_number(text.substr(0, dot));
    const auto minor = parse_number(text.substr(dot + 1));
    constexpr std::uint64_t highest = 999'999'999;
    if (major && minor && *major > 0 && *major <= highest && *minor <= highest)
      return VersionNumber{.major = static_cast<std::int64_t>(*major), .minor = static_cast<std::int64_t>(*minor)};
  }
  return fail(ErrorCode::invalid, fmt::format("'{}' is not a version", text), "write it MAJOR.MINOR, such as 1.0");
}

}  // namespace baryon::registry
