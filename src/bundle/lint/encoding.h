#pragma once

#include <string_view>

#include "bundle/lint/file_report.h"

namespace baryon::bundle::lint {

/// Whether a file is text by its name: YAML, Terraform, JSON, a registration file.
[[nodiscard]] bool is_text_file(std::string_view path);

/// Bytes that do not belong in a text file. `has_reader`: another group reads the file as YAML and finds what is no
/// UTF-8 or a control character itself.
void check_encoding(std::string_view text, bool has_reader, const FileReport& report);

}  // namespace baryon::bundle::lint
