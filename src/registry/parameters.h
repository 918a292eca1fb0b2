#pragma once

#include <string>
#include <string_view>

#include "registry/library.h"

namespace baryon::registry {

/// What AWS Proton answers to a call that is made again with other parameters.
inline constexpr std::string_view parameter_mismatch = "Idempotent parameter mismatch";

/// Identifies the parameters of a call, 64 hex digits. The order of tags does not matter, nor does a display name that
/// is the name, which is its default. The client token is no parameter.
[[nodiscard]] std::string digest_of(const NewTemplate& wanted);
[[nodiscard]] std::string digest_of(const NewVersion& wanted);

}  // namespace baryon::registry
