#pragma once

#include <string>
#include <vector>

#include "bundle/compatibility.h"
#include "bundle/schema.h"

namespace baryon::bundle {

/// A change of what values an input takes, from the point of view of those who give them.
struct ConstraintChange {
  Weight weight = Weight::compatible;
  std::string message;  ///< what the input does: `lowers maxLength from 20 to 10`
};

/// Enumerations, bounds, patterns and the like of two properties of the same type. Stricter is breaking.
[[nodiscard]] std::vector<ConstraintChange> compare_constraints(const Property& before, const Property& after);

/// Values of strangers as they stand in messages.
[[nodiscard]] std::string shown(std::string_view value);

}  // namespace baryon::bundle
