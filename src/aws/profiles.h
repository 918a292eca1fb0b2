#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "aws/ini.h"
#include "base/environment.h"
#include "base/error.h"

namespace baryon::aws {

/// The profiles of AWS's shared files: `~/.aws/config` (`[default]`, `[profile NAME]`) and `~/.aws/credentials`
/// (`[NAME]`), which wins where both have a setting. `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name others.
/// A file that is missing holds nothing.
class Profiles {
 public:
  /// Errors: configuration (a file that cannot be parsed, with its name and line), unavailable (or read).
  [[nodiscard]] static Result<Profiles> load(const Environment& environment);

  /// The settings of a profile; null where neither file has it.
  [[nodiscard]] const IniSection* find(const std::string& name) const;

 private:
  std::map<std::string, IniSection> profiles_;
};

/// `AWS_PROFILE`, or `default`.
[[nodiscard]] std::string profile_name(const Environment& environment);

}  // namespace baryon::aws
