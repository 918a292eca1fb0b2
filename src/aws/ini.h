#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::aws {

/// Settings of one section by their names, which are in lower case.
using IniSection = std::map<std::string, std::string>;

/// Sections by what stands between the brackets, blanks made one; a section that comes again adds to the first.
using IniFile = std::map<std::string, IniSection>;

/// AWS's shared configuration format (AWS SDKs and Tools Reference Guide, "Shared config and credentials files"):
/// `[section]`, `name = value`, lines that begin with `#` or `;` are comments. Settings within a setting, which are
/// indented, are passed over. Errors: configuration, which names the line and never repeats it: it may hold a secret.
[[nodiscard]] Result<IniFile> parse_ini(std::string_view text);

}  // namespace baryon::aws
