#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule cfn_yaml{
    .id = "cfn-yaml",
    .severity = Severity::error,
    .title = "the CloudFormation template is not YAML, whatever its expressions become",
    .why =
        "AWS Proton checks at registration that files are of the correct format (User Guide, \"Template bundles\")."};

inline constexpr Rule cfn_yaml_branches{
    .id = "cfn-yaml-branches",
    .severity = Severity::warning,
    .title = "the CloudFormation template does not look like YAML around its Jinja statements",
    .why =
        "Tried were all branches of `if` together, all first ones, and all last ones. Some other choice may be YAML, "
        "so this is no more than a suspicion."};

inline constexpr Rule cfn_not_examined{
    .id = "cfn-not-examined",
    .severity = Severity::note,
    .title = "the CloudFormation template is too large or too deep to be examined",
    .why = "The message names the limit. Jinja is checked all the same; sections, resources and outputs are not."};

inline constexpr Rule cfn_section{
    .id = "cfn-section",
    .severity = Severity::warning,
    .title = "a section at the top of the template that CloudFormation does not know",
    .why = "CloudFormation refuses templates with unknown sections (User Guide, \"Template sections\")."};

inline constexpr Rule cfn_format_version{
    .id = "cfn-format-version",
    .severity = Severity::error,
    .title = "AWSTemplateFormatVersion has another value than 2010-09-09",
    .why = "It is the only valid value (CloudFormation User Guide, \"Template format version\")."};

inline constexpr Rule cfn_resources{
    .id = "cfn-resources",
    .severity = Severity::error,
    .title = "the template has no resources",
    .why =
        "The section `Resources` is required and has to have at least one (CloudFormation User Guide, \"Template "
        "sections\")."};

inline constexpr Rule cfn_resources_uncertain{
    .id = "cfn-resources-uncertain",
    .severity = Severity::warning,
    .title = "the template has no resources but for what Jinja may put in",
    .why =
        "The section `Resources` is required and has to have at least one (CloudFormation User Guide, \"Template "
        "sections\")."};

inline constexpr Rule cfn_resource_type{
    .id = "cfn-resource-type",
    .severity = Severity::error,
    .title = "a resource has no type",
    .why = "`Type` is required in each resource (CloudFormation User Guide, \"Resources\")."};

inline constexpr Rule cfn_resource_type_uncertain{
    .id = "cfn-resource-type-uncertain",
    .severity = Severity::warning,
    .title = "a resource inside of a Jinja block has no type",
    .why =
        "`Type` is required in each resource (CloudFormation User Guide, \"Resources\"); where the block is left out "
        "nothing is missing."};

inline constexpr Rule cfn_type_name{
    .id = "cfn-type-name",
    .severity = Severity::warning,
    .title = "the type of a resource does not look like one",
    .why =
        "Types have the form `Vendor::Service::Resource`, or `Custom::Name` (CloudFormation User Guide, "
        "\"Resources\")."};

inline constexpr Rule cfn_unknown_tag{
    .id = "cfn-unknown-tag",
    .severity = Severity::warning,
    .title = "a YAML tag or `Fn::` function that CloudFormation does not know",
    .why =
        "CloudFormation refuses tags and functions other than its intrinsic functions (User Guide, \"Intrinsic "
        "function reference\")."};

inline constexpr Rule cfn_duplicate_key{
    .id = "cfn-duplicate-key",
    .severity = Severity::warning,
    .title = "a map has a key twice",
    .why =
        "YAML does not allow it (YAML 1.2.2, 3.2.1.3); what the service makes of it is not documented, and one of the "
        "values is lost in any case."};

inline constexpr Rule cfn_undefined_name{
    .id = "cfn-undefined-name",
    .severity = Severity::warning,
    .title = "the template refers to something that it does not define",
    .why =
        "`Ref` and its like name a parameter, a resource, a condition or a pseudo parameter; CloudFormation refuses "
        "others (User Guide, \"Intrinsic function reference\")."};

inline constexpr Rule cfn_parameter_without_default{
    .id = "cfn-parameter-without-default",
    .severity = Severity::warning,
    .title = "a parameter of the template has no default",
    .why =
        "AWS Proton gives inputs to Jinja and no values to CloudFormation parameters, so the stack could not be made."};

inline constexpr Rule cfn_alias{
    .id = "cfn-alias",
    .severity = Severity::warning,
    .title = "a YAML alias or a merge of maps",
    .why = "CloudFormation does not support aliases and hash merges (User Guide, \"Template formats\")."};

inline constexpr std::array cloudformation_rule_list{cfn_yaml,
                                                     cfn_yaml_branches,
                                                     cfn_not_examined,
                                                     cfn_section,
                                                     cfn_format_version,
                                                     cfn_resources,
                                                     cfn_resources_uncertain,
                                                     cfn_resource_type,
                                                     cfn_resource_type_uncertain,
                                                     cfn_type_name,
                                                     cfn_unknown_tag,
                                                     cfn_duplicate_key,
                                                     cfn_undefined_name,
                                                     cfn_parameter_without_default,
                                                     cfn_alias};

}  // namespace baryon::bundle::lint
