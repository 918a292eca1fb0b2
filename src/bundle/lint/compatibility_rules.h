#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule incompatible_change{
    .id = "incompatible-change",
    .severity = Severity::error,
    .title = "a minor version breaks what was deployed from the one before",
    .why =
        "AWS Proton refuses a minor version whose schema is not backward compatible with the earlier ones of its "
        "major. What happens is up to `templates.compatibility`: with `warn` this is a warning, with `next_major` a "
        "note. `lint` looks at one tree alone and does not apply it; `sync --dry-run` and `diff` do."};

inline constexpr Rule not_compared{
    .id = "compatibility-unknown",
    .severity = Severity::note,
    .title = "the registered schema cannot be compared with",
    .why =
        "The schema of the newest registered version cannot be read, so whether the new one is compatible is not "
        "known."};

inline constexpr std::array compatibility_rules{incompatible_change, not_compared};

}  // namespace baryon::bundle::lint
