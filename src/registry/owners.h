#pragma once

#include "registry/registry.h"

namespace baryon::registry {

/// The repository's name is all that an archive in the store told (`forge::archive_forge`).
[[nodiscard]] bool is_known_by_name(const Owner& owner);

/// Whether both are one repository: by its number in the forge, or by its name where one is known by nothing else.
[[nodiscard]] bool is_same(const Owner& a, const Owner& b);

/// Whether `owner` says less than `other`, so that it must not take its place.
[[nodiscard]] bool is_vaguer(const Owner& owner, const Owner& other);

}  // namespace baryon::registry
