#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule jinja_unclosed{
    .id = "jinja-unclosed",
    .severity = Severity::error,
    .title = "a Jinja tag or comment is not closed",
    .why = "Jinja refuses a template with `{{`, `{%` or `{#` that has no end (Template Designer Documentation)."};

inline constexpr Rule jinja_syntax{
    .id = "jinja-syntax",
    .severity = Severity::error,
    .title = "a Jinja tag does not follow Jinja's grammar",
    .why =
        "Jinja reads a template as a whole before it renders anything, so one such tag is enough that it can never be "
        "rendered, whatever the inputs."};

inline constexpr Rule jinja_unbalanced{
    .id = "jinja-unbalanced",
    .severity = Severity::error,
    .title = "a Jinja block has no end, or an end has no block",
    .why =
        "`if`, `for`, `macro`, `raw` and the other blocks have to be closed in the reverse order "
        "(Template Designer Documentation); Jinja refuses the template otherwise."};

inline constexpr Rule jinja_dynamic_reference{
    .id = "jinja-dynamic-reference",
    .severity = Severity::error,
    .title = "a dynamic reference of CloudFormation is not hidden from Jinja",
    .why =
        "`{{resolve:...}}` looks like an expression to Jinja, which cannot read it; the AWS Proton User Guide "
        "(\"Troubleshooting\") has dynamic references escaped."};

inline constexpr Rule jinja_unknown_tag{
    .id = "jinja-unknown-tag",
    .severity = Severity::warning,
    .title = "a statement begins with a word that Jinja does not know",
    .why =
        "Jinja refuses words that neither it nor one of its extensions defines. AWS Proton is not documented to load "
        "extensions."};

inline constexpr Rule jinja_unknown_filter{
    .id = "jinja-unknown-filter",
    .severity = Severity::warning,
    .title = "a filter or test is neither Jinja's nor AWS Proton's",
    .why =
        "Known are those of Jinja 2.11 and the filters of the AWS Proton User Guide (\"CloudFormation IaC parameter "
        "filters\"). Jinja refuses others."};

inline constexpr Rule jinja_stray_closer{
    .id = "jinja-stray-closer",
    .severity = Severity::warning,
    .title = "the end of a Jinja tag without its beginning",
    .why = "Jinja copies it as text, which is hardly ever what was meant: usually the opener has only one brace."};

inline constexpr Rule jinja_too_deep{
    .id = "jinja-too-deep",
    .severity = Severity::warning,
    .title = "Jinja blocks or expressions lie too deep in each other to be examined",
    .why =
        "More than 100 levels are not followed, so that the work stays bounded. Python, which Jinja compiles "
        "templates to, does not take 100 levels of blocks either."};

inline constexpr std::array jinja_rule_list{jinja_unclosed,          jinja_syntax,      jinja_unbalanced,
                                            jinja_dynamic_reference, jinja_unknown_tag, jinja_unknown_filter,
                                            jinja_stray_closer,      jinja_too_deep};

}  // namespace baryon::bundle::lint
