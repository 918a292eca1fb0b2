#pragma once

#include <string>
#include <string_view>

#include "forge/event.h"

namespace baryon::forge {

/// The forge of what others put into the store: archives that name their repository in words. No server can be asked
/// about such a repository, and it is the same as one of that name on a real forge.
inline constexpr std::string_view archive_forge = "s3";

/// A repository known by its name only. Its `id` is made of the name, without regard to case.
[[nodiscard]] Repository repository_named(std::string project, std::string slug);

/// `project/slug` in lower case: how repositories are told apart by their names.
[[nodiscard]] std::string path_key(const Repository& repository);

}  // namespace baryon::forge
