#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/units.h"
#include "net/message.h"

namespace baryon::registry::proton {

/// Room for a hundred versions with the longest texts, or for one with a schema of 2 MiB.
inline constexpr std::uint64_t max_answer_bytes = 8 * mib;

/// The members that an operation answered, whatever they are; an empty body has none. `whom`: who answered, for
/// messages.
///
/// Errors: those of the service model as it words them (not_found, conflict, invalid; too_large: a quota); denied (key
/// or role); unavailable and retryable (throttled, a fault over there); configuration (it is no such API); corrupt and
/// retryable (no JSON object).
///
/// Source: AWS Proton API Reference, "Common Errors"; AWS JSON 1.0 protocol.
[[nodiscard]] Result<boost::json::object> read_answer(const net::Response& response, std::string_view whom,
                                                      std::string_view operation);

}  // namespace baryon::registry::proton
