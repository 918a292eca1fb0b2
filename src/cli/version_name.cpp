#include "cli/version_name.h"

#include <fmt/format.h>

#include <utility>

#include "cli/command.h"

namespace baryon::cli {

Result<VersionName> parse_version_name(const std::string& text) {
  const auto at = text.find('@');
  if (at == std::string::npos) return VersionName{.name = text, .number = std::nullopt};
  BARYON_TRY(const auto number, registry::parse_version_number(std::string_view(text).substr(at + 1)));
  return VersionName{.name = text.substr(0, at), .number = number};
}

Result<registry::Version> find_version(app::Application& application, const std::string& text) {
  BARYON_TRY(const auto wanted, as_argument(parse_version_name(text)));
  BARYON_TRY(auto version, application.registry().find_version(wanted.name, wanted.number));
  if (version) return *std::move(version);
  BARYON_TRY(const auto found, application.registry().find_template(wanted.name));
  if (!found)
    return fail(ErrorCode::not_found, fmt::format("template '{}' is not registered", wanted.name),
                "see `baryon templates`");
  return fail(
      ErrorCode::not_found,
      fmt::format("template '{}' has no version {}", wanted.name, wanted.number ? wanted.number->text() : "yet"),
      fmt::format("see `baryon versions {}`", wanted.name));
}

}  // namespace baryon::cli
