#include "registry/compatibility_guard.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "bundle/lint/compatibility_rules.h"
#include "bundle/schema.h"

namespace baryon::registry {
namespace {

using bundle::Finding;
using bundle::Severity;
using bundle::SurfaceChange;
using bundle::Weight;
namespace lint = bundle::lint;

Severity severity_under(Compatibility policy) {
  switch (policy) {
    case Compatibility::refuse:
      return Severity::error;
    case Compatibility::warn:
      return Severity::warning;
    case Compatibility::next_major:
      return Severity::note;
  }
  return Severity::error;
}

std::vector<Finding> findings_of(const std::vector<SurfaceChange>& changes, Severity severity) {
  std::vector<Finding> findings;
  for (const auto& change : changes)
    if (change.weight == Weight::breaking)
      findings.push_back({.rule = std::string(lint::incompatible_change.id),
                          .severity = severity,
                          .file = change.place.line > 0 ? std::string(bundle::schema_path) : std::string(),
                          .place = change.place,
                          .message = change.text()});
  return findings;
}

/// Each of them, as far as a message has room.
std::string list(const std::vector<Finding>& breaking) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < breaking.size() && i < most; ++i) text += (i == 0 ? "" : "; ") + breaking[i].message;
  return breaking.size() > most ? fmt::format("{}; and {} more", text, breaking.size() - most) : text;
}

std::string directory_of_major(const std::string& directory, std::int64_t major) {
  const auto slash = directory.rfind('/');
  return fmt::format("{}v{}/", slash == std::string::npos ? "" : directory.substr(0, slash + 1), major);
}

}  // namespace

Registration guard(const Candidate& candidate, Compatibility policy) {
  const auto& [before, number, bundle, next, next_major] = candidate;
  Registration registration{.outcome = Outcome::new_minor,
                            .number = next,
                            .reason = fmt::format("content differs from version {}", number.text())};
  const auto changes = bundle::compare(before, bundle.surface());
  if (!changes) {
    registration.findings.push_back({.rule = std::string(lint::not_compared.id),
                                     .severity = lint::not_compared.severity,
                                     .file = {},
                                     .message = fmt::format("the schema of version {} cannot be compared with: {}",
                                                            number.text(), changes.error().message)});
    return registration;
  }
  if (!bundle::is_breaking(*changes)) return registration;
  registration.findings = findings_of(*changes, severity_under(policy));
  const auto reason = fmt::format("not compatible with version {}: {}", number.text(), list(registration.findings));
  switch (policy) {
    case Compatibility::refuse:
      registration.outcome = Outcome::refused;
      registration.number = {};
      registration.reason = reason;
      registration.hint = fmt::format("copy {} to {} for a new major version, or undo these changes", bundle.directory,
                                      directory_of_major(bundle.directory, next_major));
      break;
    case Compatibility::warn:
      registration.reason += ", and is " + reason;
      break;
    case Compatibility::next_major:
      registration.outcome = Outcome::new_major;
      registration.number = {.major = next_major, .minor = 0};
      registration.reason = reason;
      break;
  }
  return registration;
}

}  // namespace baryon::registry
