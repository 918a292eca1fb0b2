#pragma once

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule findings_left_out{
    .id = "findings-left-out",
    .severity = Severity::note,
    .title = "more findings than are shown",
    .why = "Of one bundle the first 100 errors and the first 100 other findings are kept."};

}  // namespace baryon::bundle::lint
