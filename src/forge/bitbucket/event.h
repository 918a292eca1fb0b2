#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/units.h"
#include "forge/event.h"

namespace baryon::forge::bitbucket {

inline constexpr std::uint64_t max_event_bytes = 32 * mib;
inline constexpr std::size_t max_event_depth = 64;

/// Reads a webhook's body (Bitbucket Data Center, "Event payload"). `event_key` is the header X-Event-Key, which alone
/// decides what the body is taken for: the body of a ping is not looked at, of `repo:refs_changed` repository and all
/// changes are needed, of any other event the repository is taken where it can be. Unknown members are skipped.
///
/// An empty `changes` stays empty: something changed, the forge does not say what. Unknown types become `other`.
/// Errors: invalid, which names the member (`changes[2].toHash`); too_large.
[[nodiscard]] Result<Event> parse_event(std::string_view event_key, std::string_view body);

}  // namespace baryon::forge::bitbucket
