#include "forge/bitbucket/repository.h"

#include "forge/bitbucket/json.h"
#include "forge/repository_name.h"

namespace baryon::forge::bitbucket {

Result<Repository> read_repository(const boost::json::object& object) {
  const auto id = integer_at(object, "id");
  if (!id || *id < 1) return fail(ErrorCode::invalid, "repository.id must be a positive number");
  const auto slug = text_at(object, "slug");
  if (!slug || !is_plausible_name(*slug))
    return fail(ErrorCode::invalid, "repository.slug must be a name that can stand in a URL");
  const auto* const project = object_at(object, "project");
  const auto key = project == nullptr ? std::nullopt : text_at(*project, "key");
  if (!key || !is_plausible_name(*key))
    return fail(ErrorCode::invalid, "repository.project.key must be a name that can stand in a URL");
  return Repository{.id = *id, .project = std::string(*key), .slug = std::string(*slug)};
}

Result<ListedRepository> read_listed_repository(const boost::json::object& object) {
  BARYON_TRY(auto repository, read_repository(object));
  return ListedRepository{.repository = std::move(repository),
                          .is_archived = flag_at(object, "archived").value_or(false)};
}

}  // namespace baryon::forge::bitbucket
