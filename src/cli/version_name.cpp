#include "cli/version_name.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "cli/command.h"

namespace baryon::cli {
namespace {

using registry::TemplateKind;

Result<void> take_kind(VersionName& wanted) {
  const auto slash = wanted.name.find('/');
  if (slash == std::string::npos) return {};
  for (const auto kind : {TemplateKind::environment, TemplateKind::service})
    if (wanted.name.substr(0, slash) == bundle::to_string(kind)) wanted.kind = kind;
  if (!wanted.kind)
    return fail(ErrorCode::invalid, fmt::format("'{}' is no template's name", wanted.name),
                "write NAME, environment/NAME or service/NAME");
  wanted.name.erase(0, slash + 1);
  return {};
}

}  // namespace

Result<VersionName> parse_version_name(const std::string& text) {
  const auto at = text.find('@');
  VersionName wanted{.name = text.substr(0, at)};
  if (at != std::string::npos) {
    BARYON_TRY(wanted.number, registry::parse_version_number(std::string_view(text).substr(at + 1)));
  }
  BARYON_CHECK(take_kind(wanted));
  return wanted;
}

Result<registry::Template> find_template(app::Application& application, const VersionName& wanted) {
  const auto& name = wanted.name;
  std::vector<registry::Template> found;
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    if (wanted.kind && wanted.kind != kind) continue;
    BARYON_TRY(auto one, application.registry().find_template({name, kind}));
    if (one) found.push_back(*std::move(one));
  }
  if (found.empty())
    return fail(ErrorCode::not_found, fmt::format("template '{}' is not registered", name), "see `baryon templates`");
  if (found.size() > 1)
    return fail(ErrorCode::usage, fmt::format("an environment and a service template are called '{}'", name),
                fmt::format("write environment/{0} or service/{0}", name));
  return std::move(found.front());
}

Result<registry::Version> find_version(app::Application& application, const std::string& text) {
  BARYON_TRY(const auto wanted, as_argument(parse_version_name(text)));
  BARYON_TRY(const auto found, find_template(application, wanted));
  BARYON_TRY(auto version, application.registry().find_version({found.name, found.kind}, wanted.number));
  if (version) return *std::move(version);
  return fail(
      ErrorCode::not_found,
      fmt::format("template '{}' has no version {}", wanted.name, wanted.number ? wanted.number->text() : "yet"),
      fmt::format("see `baryon versions {}`", wanted.name));
}

}  // namespace baryon::cli
