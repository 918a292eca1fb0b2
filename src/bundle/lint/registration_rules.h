#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule registration_missing{
    .id = "registration-missing",
    .severity = Severity::error,
    .title = "a service template has no registration file",
    .why =
        "Template sync reads from it which environment templates a service template is compatible with (AWS Proton "
        "User Guide, \"Create a template sync configuration\"); a version cannot be registered without one."};

inline constexpr Rule registration_two_files{
    .id = "registration-two-files",
    .severity = Severity::note,
    .title = "both registration files are there",
    .why =
        "`.compatible-envs` is the older form of `.template-registration.yaml`. Which one counts is not documented; "
        "Baryon reads the newer one."};

inline constexpr Rule registration_older_file{
    .id = "registration-older-file",
    .severity = Severity::note,
    .title = "the older form of the registration file",
    .why =
        "AWS Proton still reads `.compatible-envs`, but the User Guide (\"Create a template sync configuration\") no "
        "longer recommends it: it cannot tell component sources."};

inline constexpr Rule registration_too_large{.id = "registration-too-large",
                                             .severity = Severity::error,
                                             .title = "the registration file is too large",
                                             .why = "It holds at most ten names; the limit of 64 KiB is Baryon's own."};

inline constexpr Rule registration_no_yaml{
    .id = "registration-no-yaml",
    .severity = Severity::error,
    .title = "`.template-registration.yaml` cannot be read as YAML",
    .why = "It is documented as a YAML file (AWS Proton User Guide, \"Create a template sync configuration\")."};

inline constexpr Rule registration_no_environments{
    .id = "registration-no-environments",
    .severity = Severity::error,
    .title = "the registration file lists no compatible environment",
    .why =
        "The User Guide marks `compatible_environments` as required, and `CreateServiceTemplateVersion` wants at "
        "least one `compatibleEnvironmentTemplates`. Published samples misspell the key."};

inline constexpr Rule registration_too_many_environments{
    .id = "registration-too-many-environments",
    .severity = Severity::error,
    .title = "the registration file lists more than ten environments",
    .why = "`CreateServiceTemplateVersion` takes at most ten `compatibleEnvironmentTemplates`."};

inline constexpr Rule registration_bad_environment{
    .id = "registration-bad-environment",
    .severity = Severity::error,
    .title = "an entry is no environment template with a major version",
    .why =
        "The User Guide writes each entry as `<environment template name>:<major version>`, and the API takes the "
        "two apart."};

inline constexpr Rule registration_duplicate_environment{
    .id = "registration-duplicate-environment",
    .severity = Severity::error,
    .title = "an environment is listed twice",
    .why = "One of the two was meant to be another name or major; which one, only its author knows."};

inline constexpr Rule registration_bad_component_source{
    .id = "registration-bad-component-source",
    .severity = Severity::error,
    .title = "a component source is not known",
    .why = "The API knows one value for `supportedComponentSources`: `DIRECTLY_DEFINED`."};

inline constexpr Rule registration_unknown_key{
    .id = "registration-unknown-key",
    .severity = Severity::warning,
    .title = "the registration file has an unknown key",
    .why =
        "The User Guide shows `compatible_environments` and `supported_component_sources`. Another key is ignored "
        "at best, so what was meant by it does not happen."};

inline constexpr Rule registration_key_twice{
    .id = "registration-key-twice",
    .severity = Severity::warning,
    .title = "the registration file has a key twice",
    .why =
        "YAML 1.2 wants the keys of a map to be unique; readers differ in which one they take. Baryon takes the "
        "first."};

inline constexpr std::array all_registration_rules{registration_missing,
                                                   registration_two_files,
                                                   registration_older_file,
                                                   registration_too_large,
                                                   registration_no_yaml,
                                                   registration_no_environments,
                                                   registration_too_many_environments,
                                                   registration_bad_environment,
                                                   registration_duplicate_environment,
                                                   registration_bad_component_source,
                                                   registration_unknown_key,
                                                   registration_key_twice};

}  // namespace baryon::bundle::lint
