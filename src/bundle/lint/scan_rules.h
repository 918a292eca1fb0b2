#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule template_several_places{
    .id = "template-several-places",
    .severity = Severity::error,
    .title = "one template lies in several places",
    .why =
        "AWS Proton takes the first place it finds, in no documented order. Which one was meant is not for a program "
        "to guess, so none is taken, and the message names them all."};

inline constexpr Rule schemas_too_large{
    .id = "schemas-too-large",
    .severity = Severity::error,
    .title = "the schemas of one archive are too large together",
    .why = "They are held in memory at the same time; the limit is `schemas_bytes`."};

inline constexpr std::array scan_rules{template_several_places, schemas_too_large};

}  // namespace baryon::bundle::lint
