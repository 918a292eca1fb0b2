#include "faces/proton/repository_name.h"

#include <fmt/format.h>

#include <string>

#include "base/text.h"
#include "faces/proton/sync_shapes.h"
#include "forge/repository_name.h"

namespace baryon::faces::proton {

std::optional<forge::Repository> parse_repository_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto project = text.substr(0, slash);
  const auto slug = text.substr(slash + 1);
  if (!forge::is_plausible_name(project) || !forge::is_plausible_name(slug)) return std::nullopt;
  return forge::Repository{.project = std::string(project), .slug = std::string(slug)};
}

Expected<forge::Repository> repository_of(const Call& call, std::string_view name_member,
                                          std::string_view provider_member) {
  const auto provider = call.required_text(provider_member);
  if (provider != shapes::bitbucket)
    return refuse(Kind::validation,
                  fmt::format("this registry syncs from Bitbucket: {} must be {}", provider_member, shapes::bitbucket));
  const auto name = call.required_text(name_member);
  auto repository = parse_repository_name(name);
  if (!repository)
    return refuse(Kind::validation,
                  fmt::format("{} '{}' is not of the form PROJECT/repository", name_member, escape_for_display(name)));
  return *std::move(repository);
}

}  // namespace baryon::faces::proton
