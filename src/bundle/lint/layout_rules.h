#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule layout_two_kinds{
    .id = "layout-two-kinds",
    .severity = Severity::error,
    .title = "signs of an environment template and of a service template",
    .why =
        "An environment template has `environment_input_type` and `infrastructure/`, a service template "
        "`service_input_type` and `instance_infrastructure/` (AWS Proton User Guide, \"Template bundles\"). One "
        "template cannot be both."};

inline constexpr Rule layout_no_kind{
    .id = "layout-no-kind",
    .severity = Severity::error,
    .title = "neither an environment template nor a service template",
    .why =
        "The kind is told by the input types of the schema and by the infrastructure directories; without any of "
        "them the template cannot be registered as either."};

inline constexpr Rule layout_no_instance_infrastructure{
    .id = "layout-no-instance-infrastructure",
    .severity = Severity::error,
    .title = "a service template has no instance_infrastructure/",
    .why =
        "The User Guide (\"Template bundles\") requires `instance_infrastructure/` with a manifest in every service "
        "template; `pipeline_infrastructure/` is the optional one."};

inline constexpr Rule layout_no_pipeline_infrastructure{
    .id = "layout-no-pipeline-infrastructure",
    .severity = Severity::error,
    .title = "the schema has a pipeline_input_type, but there is no pipeline_infrastructure/",
    .why =
        "A pipeline has both or neither (AWS Proton User Guide, \"Template bundles\"). The observed answer of the "
        "service: `File(s): [Pipeline manifest file] is/are missing or not in the correct directory.`"};

inline constexpr Rule layout_no_pipeline_input_type{
    .id = "layout-no-pipeline-input-type",
    .severity = Severity::error,
    .title = "there is a pipeline_infrastructure/, but the schema has no pipeline_input_type",
    .why =
        "A pipeline has both or neither (AWS Proton User Guide, \"Template bundles\"). The observed answer of the "
        "service: `Missing property [pipelineInputType]`."};

inline constexpr Rule layout_customer_managed{
    .id = "layout-customer-managed",
    .severity = Severity::note,
    .title = "an environment template without infrastructure is customer-managed",
    .why =
        "Without `infrastructure/` the template stands for infrastructure that exists already; the properties of "
        "its schema are the outputs of that. In the API this is `provisioning` `CUSTOMER_MANAGED`."};

inline constexpr Rule layout_registration_of_environment{
    .id = "layout-registration-of-environment",
    .severity = Severity::note,
    .title = "an environment template has a registration file",
    .why =
        "It says which environments a *service* template is compatible with (AWS Proton User Guide, \"Template sync "
        "configurations\"); in an environment template it has no effect."};

inline constexpr Rule layout_misspelt_name{
    .id = "layout-misspelt-name",
    .severity = Severity::warning,
    .title = "a name looks like one that AWS Proton reads, but is not it",
    .why =
        "The names of directories, of the schema and of the registration file are fixed (AWS Proton User Guide, "
        "\"Template bundles\"); what is spelt otherwise is not read."};

inline constexpr Rule layout_misplaced_file{
    .id = "layout-misplaced-file",
    .severity = Severity::warning,
    .title = "a file lies where it is not read",
    .why =
        "The schema is read from `schema/`, manifests and infrastructure as code from the infrastructure "
        "directories (AWS Proton User Guide, \"Template bundles\")."};

inline constexpr Rule layout_unknown_entry{
    .id = "layout-unknown-entry",
    .severity = Severity::note,
    .title = "something lies in the version directory that is no part of a template",
    .why =
        "It is not used, yet a change of it makes a new version, as template sync compares the content of the whole "
        "directory."};

inline constexpr std::array all_layout_rules{layout_two_kinds,
                                             layout_no_kind,
                                             layout_no_instance_infrastructure,
                                             layout_no_pipeline_infrastructure,
                                             layout_no_pipeline_input_type,
                                             layout_customer_managed,
                                             layout_registration_of_environment,
                                             layout_misspelt_name,
                                             layout_misplaced_file,
                                             layout_unknown_entry};

}  // namespace baryon::bundle::lint
