#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule terraform_unbalanced{
    .id = "terraform-unbalanced",
    .severity = Severity::error,
    .title = "brackets, template sequences, heredocs or comments are not closed, or not in order",
    .why =
        "Terraform reads all files before it does anything and refuses them "
        "([HCL native syntax](https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md))."};

inline constexpr Rule terraform_string{
    .id = "terraform-string",
    .severity = Severity::error,
    .title = "a quoted string is not closed on its line, or holds an escape sequence that there is not",
    .why =
        "Quoted strings of HCL cannot be broken over lines; known escape sequences are `\\n`, `\\r`, `\\t`, `\\\"`, "
        "`\\\\`, `\\uNNNN` and `\\UNNNNNNNN` (HCL native syntax specification, \"Quoted Templates\")."};

inline constexpr Rule terraform_character{
    .id = "terraform-character",
    .severity = Severity::error,
    .title = "a character that HCL does not know outside of strings",
    .why = "Terraform refuses the file (HCL native syntax specification, \"Lexical Elements\")."};

inline constexpr Rule terraform_duplicate{
    .id = "terraform-duplicate",
    .severity = Severity::warning,
    .title = "something is declared twice in one directory",
    .why =
        "Terraform wants resources, data sources, modules, variables and outputs to have unique names within a module "
        "(Terraform language documentation)."};

inline constexpr Rule terraform_undeclared{
    .id = "terraform-undeclared",
    .severity = Severity::warning,
    .title = "a variable is used that neither the bundle nor AWS Proton declares",
    .why =
        "Terraform refuses references to undeclared variables. AWS Proton generates declarations for its own names "
        "only (User Guide, \"Terraform IaC files\")."};

inline constexpr Rule terraform_too_deep{
    .id = "terraform-too-deep",
    .severity = Severity::warning,
    .title = "brackets and strings lie too deep in each other to be examined",
    .why = "More than 200 levels are not followed, so that the work stays bounded."};

inline constexpr std::array terraform_rule_list{terraform_unbalanced, terraform_string,     terraform_character,
                                                terraform_duplicate,  terraform_undeclared, terraform_too_deep};

}  // namespace baryon::bundle::lint
