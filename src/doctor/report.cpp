#include "doctor/report.h"

#include <algorithm>
#include <utility>

namespace baryon::doctor {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::warning:
      return "warning";
    case Verdict::failed:
      return "failed";
    case Verdict::skipped:
      return "skipped";
  }
  return "failed";
}

std::size_t Report::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(findings_, verdict, &Finding::verdict));
}

void Report::add(Verdict verdict, std::string message, std::string hint) {
  findings_.push_back({.check = check_, .verdict = verdict, .message = std::move(message), .hint = std::move(hint)});
}

}  // namespace baryon::doctor
