#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bundle/compatibility.h"
#include "bundle/schema.h"

namespace baryon::bundle {

/// What properties are for: users give inputs, so that stricter rules break; templates promise outputs, so that only
/// their absence or another type does.
enum class PropertyUse : std::uint8_t { input, output };

/// Appends the differences between two lists of properties, and all that lies below them. `prefix` begins each subject:
/// `environment input `.
void compare_properties(std::string_view prefix, PropertyUse use, const std::vector<Property>& before,
                        const std::vector<Property>& after, std::vector<SurfaceChange>& changes);

}  // namespace baryon::bundle
