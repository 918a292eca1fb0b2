#pragma once

#include <cstddef>
#include <string_view>

#include "bundle/lint/hcl_visitor.h"

namespace baryon::bundle::lint {

/// Levels of brackets, strings and template sequences in each other.
inline constexpr std::size_t hcl_depth = 200;

/// Reads a file of HCL native syntax as far as its structure goes: comments, strings and heredocs with their templates,
/// brackets, names. One pass, whose work grows with the size of the text and not faster. False where the structure does
/// not hold, so that what was found is not all. Format: HCL native syntax specification.
bool scan_hcl(std::string_view text, HclVisitor& visitor);

}  // namespace baryon::bundle::lint
