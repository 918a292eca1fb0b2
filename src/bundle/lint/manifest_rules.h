#pragma once

#include <array>

#include "bundle/lint/rule.h"

// Format: AWS Proton User Guide, "Wrap up template files for AWS Proton" (manifest) and "CodeBuild provisioning
// template bundle".
namespace baryon::bundle::lint {

// The document.

inline constexpr Rule manifest_missing{
    .id = "manifest-missing",
    .severity = Severity::error,
    .title = "an infrastructure directory has no manifest.yaml",
    .why =
        "The User Guide requires `manifest.yaml` in each infrastructure directory. The observed answer of the "
        "service: `File(s): [...] is/are missing or not in the correct directory.`"};

inline constexpr Rule manifest_no_yaml{
    .id = "manifest-no-yaml",
    .severity = Severity::error,
    .title = "the manifest cannot be read as YAML",
    .why =
        "The service checks at registration that manifests are valid YAML (AWS Proton User Guide, \"Register and "
        "publish templates\")."};

inline constexpr Rule manifest_no_templates{
    .id = "manifest-no-templates",
    .severity = Severity::error,
    .title = "the manifest lists no templates",
    .why =
        "Every manifest of the User Guide lists what is to be provisioned under `infrastructure` and `templates`; "
        "without it there is nothing to provision."};

inline constexpr Rule manifest_wrong_type{
    .id = "manifest-wrong-type",
    .severity = Severity::error,
    .title = "a value of the manifest is of another kind than its key wants",
    .why = "The User Guide shows which values are maps, lists and texts; another one cannot be used."};

inline constexpr Rule manifest_unknown_key{
    .id = "manifest-unknown-key",
    .severity = Severity::warning,
    .title = "the manifest has an unknown key",
    .why = "The User Guide does not show it. It is ignored at best, so what was meant by it does not happen."};

inline constexpr Rule manifest_key_twice{
    .id = "manifest-key-twice",
    .severity = Severity::warning,
    .title = "the manifest has a key twice",
    .why =
        "YAML 1.2 wants the keys of a map to be unique; readers differ in which one they take. Baryon takes the "
        "first."};

// Engines.

inline constexpr Rule manifest_no_engine{
    .id = "manifest-no-engine",
    .severity = Severity::error,
    .title = "an entry names no rendering engine",
    .why =
        "AWS Proton chooses the way of provisioning by `rendering_engine` (User Guide, \"Wrap up the template files "
        "for AWS Proton\")."};

inline constexpr Rule manifest_unknown_engine{
    .id = "manifest-unknown-engine",
    .severity = Severity::error,
    .title = "an entry names an unknown rendering engine",
    .why = "The User Guide knows `jinja` for CloudFormation, `hcl` for Terraform and `codebuild`."};

inline constexpr Rule manifest_no_language{
    .id = "manifest-no-language",
    .severity = Severity::warning,
    .title = "an entry names no template language",
    .why =
        "Every manifest of the User Guide for CloudFormation and Terraform has `template_language`; whether it can "
        "be left out is not documented."};

inline constexpr Rule manifest_wrong_language{
    .id = "manifest-wrong-language",
    .severity = Severity::error,
    .title = "the template language contradicts the rendering engine",
    .why = "The User Guide knows two pairs: `jinja` with `cloudformation`, and `hcl` with `terraform`."};

inline constexpr Rule manifest_mixed_engines{
    .id = "manifest-mixed-engines",
    .severity = Severity::error,
    .title = "one manifest names several engines",
    .why = "The way of provisioning is a matter of the whole directory: all of its entries have to agree on it."};

inline constexpr Rule manifest_engines_differ{
    .id = "manifest-engines-differ",
    .severity = Severity::note,
    .title = "instance and pipeline are provisioned by different engines",
    .why =
        "It is neither documented nor forbidden; an environment and its service instances have to agree, a pipeline "
        "need not."};

inline constexpr Rule manifest_unused_key{
    .id = "manifest-unused-key",
    .severity = Severity::warning,
    .title = "an entry has a key that its engine does not use",
    .why =
        "`file` and `template_language` are for CloudFormation and Terraform, `settings` and `input_type` for "
        "CodeBuild (AWS Proton User Guide). It looks as if another engine had been meant."};

// Files.

inline constexpr Rule manifest_no_file{
    .id = "manifest-no-file",
    .severity = Severity::error,
    .title = "an entry names no file",
    .why =
        "CloudFormation and Terraform entries name the file with the infrastructure as code (AWS Proton User Guide, "
        "\"Wrap up template files for AWS Proton\")."};

inline constexpr Rule manifest_file_missing{
    .id = "manifest-file-missing",
    .severity = Severity::error,
    .title = "the manifest names a file that is not there",
    .why = "The names are relative to the directory of the manifest, and upper and lower case count."};

inline constexpr Rule manifest_file_outside{
    .id = "manifest-file-outside",
    .severity = Severity::error,
    .title = "the manifest names a file outside its directory",
    .why = "A bundle is unpacked on its own, so nothing lies outside; absolute paths and `..` cannot work."};

inline constexpr Rule manifest_file_path{
    .id = "manifest-file-path",
    .severity = Severity::warning,
    .title = "the manifest names a file by a path",
    .why =
        "The User Guide shows names of files right beside the manifest only; whether directories are allowed is not "
        "documented."};

inline constexpr Rule manifest_file_twice{
    .id = "manifest-file-twice",
    .severity = Severity::warning,
    .title = "the manifest takes a file twice",
    .why = "A `\"*\"` takes all `.tf` files already; one of the entries was meant to name another file."};

inline constexpr Rule manifest_all_files{
    .id = "manifest-all-files",
    .severity = Severity::error,
    .title = "\"*\" stands for the file of a CloudFormation entry",
    .why =
        "Only Terraform entries can take all files (AWS Proton User Guide, \"Wrap up the template files for AWS "
        "Proton\"); CloudFormation takes one template."};

inline constexpr Rule manifest_several_files{
    .id = "manifest-several-files",
    .severity = Severity::error,
    .title = "a CloudFormation manifest has several entries",
    .why =
        "One CloudFormation template file is the quota for an infrastructure directory (AWS Proton User Guide, "
        "\"AWS Proton quotas\")."};

inline constexpr Rule manifest_several_projects{
    .id = "manifest-several-projects",
    .severity = Severity::warning,
    .title = "a CodeBuild manifest has several entries",
    .why = "The User Guide shows one entry, for one CodeBuild project; what becomes of more is not documented."};

inline constexpr Rule manifest_too_many_files{.id = "manifest-too-many-files",
                                              .severity = Severity::error,
                                              .title = "the manifest has more entries than a bundle may have files",
                                              .why =
                                                  "A bundle may have 500 files (AWS Proton User Guide, \"AWS Proton "
                                                  "quotas\"), so some of the entries name nothing."};

inline constexpr Rule manifest_no_tf_files{
    .id = "manifest-no-tf-files",
    .severity = Severity::error,
    .title = "\"*\" takes no file at all",
    .why =
        "It takes the files whose names end in `.tf` and that lie right beside the manifest (AWS Proton User Guide, "
        "\"Wrap up template files for AWS Proton\"); everything else is ignored."};

inline constexpr Rule manifest_file_not_taken{
    .id = "manifest-file-not-taken",
    .severity = Severity::warning,
    .title = "infrastructure as code that the manifest does not take",
    .why =
        "Only the files that the manifest names are used, and of Terraform only names that end in `.tf` (AWS Proton "
        "User Guide). What lies there besides is probably thought to be in use."};

// CodeBuild.

inline constexpr Rule manifest_no_settings{
    .id = "manifest-no-settings",
    .severity = Severity::warning,
    .title = "a CodeBuild entry has no settings",
    .why =
        "Image and commands are given there (AWS Proton User Guide, \"CodeBuild provisioning template bundle\"); "
        "without them nothing is run."};

inline constexpr Rule manifest_no_image{
    .id = "manifest-no-image",
    .severity = Severity::warning,
    .title = "the settings name no CodeBuild image",
    .why = "Every published manifest for CodeBuild names one; what is taken otherwise is not documented."};

inline constexpr Rule manifest_no_runtimes{
    .id = "manifest-no-runtimes",
    .severity = Severity::warning,
    .title = "the settings name no runtimes",
    .why =
        "Every published manifest for CodeBuild names some, and one of them remarks that AWS Proton requires them "
        "even where none is needed."};

inline constexpr Rule manifest_no_provision{
    .id = "manifest-no-provision",
    .severity = Severity::warning,
    .title = "the settings have no commands for provisioning",
    .why =
        "They are run on create and update (AWS Proton User Guide, \"CodeBuild provisioning template bundle\"); "
        "without them nothing is made."};

inline constexpr Rule manifest_no_deprovision{
    .id = "manifest-no-deprovision",
    .severity = Severity::warning,
    .title = "the settings have no commands for deprovisioning",
    .why =
        "They are run on delete (AWS Proton User Guide, \"CodeBuild provisioning template bundle\"); without them "
        "the resources stay and cost."};

inline constexpr Rule manifest_secret_reference{
    .id = "manifest-secret-reference",
    .severity = Severity::warning,
    .title = "a secret is not referred to by its id and key",
    .why =
        "CodeBuild reads a variable from Secrets Manager by `<secret-id>:<json-key>` (AWS CodeBuild User Guide, "
        "\"Build specification reference\")."};

inline constexpr Rule manifest_unknown_input_type{
    .id = "manifest-unknown-input-type",
    .severity = Severity::warning,
    .title = "the input type is neither JSON nor HCL",
    .why =
        "AWS Proton writes the inputs for the commands as `JSON`, which is the default, or as `HCL` (User Guide, "
        "\"CodeBuild provisioning template bundle\")."};

inline constexpr std::array all_manifest_rules{
    manifest_missing,          manifest_no_yaml,          manifest_no_templates,      manifest_wrong_type,
    manifest_unknown_key,      manifest_key_twice,        manifest_no_engine,         manifest_unknown_engine,
    manifest_no_language,      manifest_wrong_language,   manifest_mixed_engines,     manifest_engines_differ,
    manifest_unused_key,       manifest_no_file,          manifest_file_missing,      manifest_file_outside,
    manifest_file_path,        manifest_file_twice,       manifest_all_files,         manifest_several_files,
    manifest_several_projects, manifest_too_many_files,   manifest_no_tf_files,       manifest_file_not_taken,
    manifest_no_settings,      manifest_no_image,         manifest_no_runtimes,       manifest_no_provision,
    manifest_no_deprovision,   manifest_secret_reference, manifest_unknown_input_type};

}  // namespace baryon::bundle::lint
