#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "forge/bitbucket/answer.h"
#include "forge/bitbucket/rest.h"

namespace baryon::doctor {

/// Bitbucket's answer to the question for its version, which anybody may ask.
struct ServerAnswer {
  Result<forge::bitbucket::Answer> answer;
  Timestamp sent_at;
  Timestamp received_at;
};

[[nodiscard]] ServerAnswer ask_server(forge::bitbucket::Rest& bitbucket, const Clock& clock);

/// `Date` of an answer (RFC 9110, 6.6.1), in whole seconds.
[[nodiscard]] std::optional<Timestamp> date_of(const net::Headers& headers);

/// How far this machine's clock is ahead of the server's, as far as the answer can tell: 0 while the server's second
/// fits between sending and receiving.
[[nodiscard]] std::optional<std::chrono::milliseconds> clock_lead(const ServerAnswer& answer);

}  // namespace baryon::doctor
