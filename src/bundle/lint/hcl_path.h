#pragma once

#include <cstddef>
#include <string_view>

#include "bundle/lint/name_path.h"

namespace baryon::bundle::lint {

/// A name in HCL with the attributes and simple indices behind it.
struct HclPath {
  NamePath path;
  std::string_view last_name;  ///< the function's, where `(` follows
  std::size_t end = 0;
  bool is_attribute = false;  ///< of something that is no name, such as `f(x).attribute`
};

/// `begin`: where the name begins. `function`: the one in whose brackets it stands: `lookup(var.a.inputs, "x", 1)`
/// means `var.a.inputs.x` with a fallback.
[[nodiscard]] HclPath read_hcl_path(std::string_view text, std::size_t begin, std::string_view function,
                                    bool has_fallback);

}  // namespace baryon::bundle::lint
