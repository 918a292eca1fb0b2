#pragma once

#include <span>
#include <vector>

#include "faces/proton/operation.h"

namespace baryon::faces::proton {

/// TagResource, UntagResource, ListTagsForResource.
[[nodiscard]] std::span<const Operation> tag_operations();

/// The member `tags` of an input; empty where it is absent.
[[nodiscard]] std::vector<registry::Tag> tags_of(const Call& call);

}  // namespace baryon::faces::proton
