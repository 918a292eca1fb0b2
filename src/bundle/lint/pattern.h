#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baryon::bundle::lint {

/// What is surely wrong with a regular expression of ECMA 262, with Annex B's leniency: brackets that do not match, an
/// escape or a quantifier of nothing. One pass without recursion; the expression is never run, nor compiled, since
/// patterns of strangers may take forever.
[[nodiscard]] std::optional<std::string> fault_in_pattern(std::string_view pattern);

}  // namespace baryon::bundle::lint
