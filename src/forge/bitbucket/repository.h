#pragma once

#include <boost/json/object.hpp>

#include "base/error.h"
#include "forge/event.h"
#include "forge/forge.h"

namespace baryon::forge::bitbucket {

/// Reads `id`, `slug` and `project.key` of a repository as events and answers hold it; the rest is not looked at.
/// Error: invalid, which names the member (`repository.slug`).
[[nodiscard]] Result<Repository> read_repository(const boost::json::object& object);

/// An element of a list of repositories: the same, and `archived`.
[[nodiscard]] Result<ListedRepository> read_listed_repository(const boost::json::object& object);

}  // namespace baryon::forge::bitbucket
