#pragma once

#include <optional>
#include <string_view>

#include "faces/proton/call.h"
#include "forge/event.h"

namespace baryon::faces::proton {

/// `PROJECT/repository`, as Bitbucket's URLs name it; nothing where the text is not of this form. The id is left 0.
[[nodiscard]] std::optional<forge::Repository> parse_repository_name(std::string_view text);

/// The repository that a call names by these two members. Refuses what is not on Bitbucket.
[[nodiscard]] Expected<forge::Repository> repository_of(const Call& call, std::string_view name_member,
                                                        std::string_view provider_member);

}  // namespace baryon::faces::proton
