#pragma once

#include <optional>
#include <string>

#include "app/application.h"
#include "base/error.h"
#include "registry/registry.h"

namespace baryon::cli {

/// `NAME` or `NAME@MAJOR.MINOR`, as people type it; `environment/NAME` or `service/NAME` where both kinds have the
/// name.
struct VersionName {
  std::string name;
  std::optional<registry::TemplateKind> kind = {};
  std::optional<registry::VersionNumber> number = {};
};

/// Errors: invalid.
[[nodiscard]] Result<VersionName> parse_version_name(const std::string& text);

/// The template of that name. Errors: not_found, usage (both kinds have the name, and none is given).
[[nodiscard]] Result<registry::Template> find_template(app::Application& application, const VersionName& wanted);

/// That version, or the newest. Errors: usage, not_found.
[[nodiscard]] Result<registry::Version> find_version(app::Application& application, const std::string& text);

}  // namespace baryon::cli
