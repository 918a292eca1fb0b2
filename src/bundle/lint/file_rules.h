#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule file_template_name{
    .id = "file-template-name",
    .severity = Severity::error,
    .title = "the directory's name cannot be a template's name",
    .why =
        "Template sync finds a template by the name of its directory, and the API takes names of the form "
        "`[0-9A-Za-z]+[0-9A-Za-z_\\-]*` with at most 100 characters."};

inline constexpr Rule file_symbolic_link{
    .id = "file-symbolic-link",
    .severity = Severity::error,
    .title = "a symbolic link lies in a bundle",
    .why =
        "Links can lead out of a bundle, so Baryon takes plain files only. What AWS Proton does with them is not "
        "documented. Nothing else of the bundle is examined, because what the link stands for is not there."};

inline constexpr Rule file_too_large{.id = "file-too-large",
                                     .severity = Severity::error,
                                     .title = "a file is larger than its quota",
                                     .why =
                                         "Manifests, schemas and other template files may have 2 MB each (AWS Proton "
                                         "User Guide, \"AWS Proton quotas\"). "
                                         "Nothing else of the bundle is examined."};

inline constexpr Rule files_too_many{.id = "files-too-many",
                                     .severity = Severity::error,
                                     .title = "a bundle has more files than its quota",
                                     .why =
                                         "A CodeBuild bundle may have 500 files (AWS Proton User Guide, \"AWS Proton "
                                         "quotas\"), and no other kind may have "
                                         "more. Nothing else of the bundle is examined."};

inline constexpr Rule files_too_large{.id = "files-too-large",
                                      .severity = Severity::error,
                                      .title = "a bundle is larger than its quota",
                                      .why =
                                          "A bundle may have 10 MB (AWS Proton User Guide, \"AWS Proton quotas\"). "
                                          "Whether packed or unpacked is not documented; "
                                          "Baryon counts unpacked bytes. Nothing else of the bundle is examined."};

inline constexpr Rule file_schema_beyond_api{
    .id = "file-schema-beyond-api",
    .severity = Severity::warning,
    .title = "the schema is longer than the API can tell",
    .why =
        "The quota for a schema file is 2 MB, but the field `schema` of template versions is limited to 51,200 "
        "characters in the API."};

inline constexpr Rule file_name_case{
    .id = "file-name-case",
    .severity = Severity::error,
    .title = "names differ only in upper and lower case",
    .why =
        "They would be one file or directory on macOS and Windows, and which of them survives there is a matter of "
        "luck; Baryon takes no such bundle."};

inline constexpr Rule file_not_utf8{
    .id = "file-not-utf8",
    .severity = Severity::warning,
    .title = "a text file is no valid UTF-8",
    .why =
        "YAML is read as UTF-8 here, and Terraform accepts nothing else (HCL native syntax specification, \"Source "
        "Code Representation\"). Of manifests, schemas and registration files this is an error by rules of their "
        "own."};

inline constexpr Rule file_byte_order_mark{
    .id = "file-byte-order-mark",
    .severity = Severity::warning,
    .title = "a text file begins with a byte order mark",
    .why = "UTF-8 needs none; programs that do not expect one take it for part of the first word."};

inline constexpr Rule file_nul_byte{
    .id = "file-nul-byte",
    .severity = Severity::warning,
    .title = "a text file holds a NUL byte",
    .why =
        "Text has none: the file is damaged, or it is no text. Of manifests, schemas and registration files this "
        "is an error by rules of their own."};

inline constexpr std::array all_file_rules{
    file_template_name, file_symbolic_link, file_too_large,       files_too_many,         files_too_large,
    file_name_case,     file_not_utf8,      file_byte_order_mark, file_schema_beyond_api, file_nul_byte};

}  // namespace baryon::bundle::lint
