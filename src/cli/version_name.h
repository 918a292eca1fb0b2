#pragma once

#include <optional>
#include <string>

#include "app/application.h"
#include "base/error.h"
#include "registry/registry.h"

namespace baryon::cli {

/// `NAME` or `NAME@MAJOR.MINOR`, as people type it.
struct VersionName {
  std::string name;
  std::optional<registry::VersionNumber> number;
};

/// Errors: invalid.
[[nodiscard]] Result<VersionName> parse_version_name(const std::string& text);

/// That version, or the newest. Errors: invalid, not_found.
[[nodiscard]] Result<registry::Version> find_version(app::Application& application, const std::string& text);

}  // namespace baryon::cli
