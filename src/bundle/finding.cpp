#include "bundle/finding.h"

#include <algorithm>

#include "base/text.h"

namespace baryon::bundle {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto severity : {Severity::note, Severity::warning, Severity::error})
    if (text == to_string(severity)) return severity;
  return {};
}

std::string Finding::text() const {
  if (file.empty()) return message;
  auto out = escape_for_display(file);
  if (place.line > 0) out += ":" + std::to_string(place.line);
  if (place.line > 0 && place.column > 0) out += ":" + std::to_string(place.column);
  return out + ": " + message;
}

bool has_error(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace baryon::bundle
