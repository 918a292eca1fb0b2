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

inline constexpr Rule template_name_case{
    .id = "template-name-case",
    .severity = Severity::error,
    .title = "two templates differ only in upper and lower case",
    .why =
        "Their directories are one on macOS and Windows, and people cannot tell their names apart. Neither is taken."};

inline constexpr Rule schemas_too_large{
    .id = "schemas-too-large",
    .severity = Severity::error,
    .title = "the schemas of one archive are too large together",
    .why = "They are held in memory at the same time; the limit is `schemas_bytes`."};

inline constexpr Rule shared_symbolic_link{
    .id = "shared-symbolic-link",
    .severity = Severity::error,
    .title = "a shared directory holds a symbolic link",
    .why =
        "Files of shared directories (`templates.shared`) become part of every bundle, which holds plain files only."};

inline constexpr Rule shared_too_large{
    .id = "shared-too-large",
    .severity = Severity::error,
    .title = "with the shared directories a bundle passes a quota",
    .why =
        "Files of shared directories (`templates.shared`) become part of every bundle and count in AWS Proton's quotas "
        "for it."};

inline constexpr Rule shared_name_taken{
    .id = "shared-name-taken",
    .severity = Severity::error,
    .title = "a file lies where a shared file is placed",
    .why =
        "Files of shared directories (`templates.shared`) become part of every bundle, below `shared/`. Which of two "
        "with the same path was meant is not for a program to guess."};

inline constexpr std::array scan_rules{template_several_places, template_name_case, schemas_too_large,
                                       shared_symbolic_link,    shared_too_large,   shared_name_taken};

}  // namespace baryon::bundle::lint
