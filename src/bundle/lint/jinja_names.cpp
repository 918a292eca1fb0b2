#include "bundle/lint/jinja_names.h"

#include <array>

namespace baryon::bundle::lint {
namespace {

// Jinja 2.11, Template Designer Documentation, "List of Builtin Filters"; AWS Proton User Guide, "CloudFormation IaC
// parameter filters".
constexpr auto filters = std::to_array<std::string_view>({"abs",
                                                          "attr",
                                                          "batch",
                                                          "capitalize",
                                                          "center",
                                                          "count",
                                                          "d",
                                                          "default",
                                                          "dictsort",
                                                          "e",
                                                          "escape",
                                                          "filesizeformat",
                                                          "first",
                                                          "float",
                                                          "forceescape",
                                                          "format",
                                                          "groupby",
                                                          "indent",
                                                          "int",
                                                          "join",
                                                          "last",
                                                          "length",
                                                          "list",
                                                          "lower",
                                                          "map",
                                                          "max",
                                                          "min",
                                                          "pprint",
                                                          "random",
                                                          "reject",
                                                          "rejectattr",
                                                          "replace",
                                                          "reverse",
                                                          "round",
                                                          "safe",
                                                          "select",
                                                          "selectattr",
                                                          "slice",
                                                          "sort",
                                                          "string",
                                                          "striptags",
                                                          "sum",
                                                          "title",
                                                          "tojson",
                                                          "trim",
                                                          "truncate",
                                                          "unique",
                                                          "upper",
                                                          "urlencode",
                                                          "urlize",
                                                          "wordcount",
                                                          "wordwrap",
                                                          "xmlattr",
                                                          "proton_cfn_ecs_task_definition_formatted_env_vars",
                                                          "proton_cfn_lambda_function_formatted_env_vars",
                                                          "proton_cfn_iam_policy_arns",
                                                          "proton_cfn_sanitize"});

// Same, "List of Builtin Tests".
constexpr auto tests = std::to_array<std::string_view>(
    {"boolean", "callable", "defined",  "divisibleby", "eq",          "equalto",   "escaped", "even",
     "false",   "float",    "ge",       "gt",          "greaterthan", "in",        "integer", "iterable",
     "le",      "lessthan", "lower",    "lt",          "mapping",     "ne",        "none",    "number",
     "odd",     "sameas",   "sequence", "string",      "true",        "undefined", "upper"});

constexpr auto tags = std::to_array<std::string_view>(
    {"autoescape", "block", "call",     "elif",    "else",   "endautoescape", "endblock", "endcall", "endfilter",
     "endfor",     "endif", "endmacro", "endraw",  "endset", "endwith",       "extends",  "filter",  "for",
     "from",       "if",    "import",   "include", "macro",  "print",         "raw",      "set",     "with"});

}  // namespace

std::span<const std::string_view> jinja_filters() { return filters; }
std::span<const std::string_view> jinja_tests() { return tests; }
std::span<const std::string_view> jinja_tags() { return tags; }

}  // namespace baryon::bundle::lint
