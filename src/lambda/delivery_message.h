#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "forge/event.h"

namespace baryon::lambda {

/// A delivery on its way through the queue: the event alone, its signature was checked before.
struct QueuedDelivery {
  std::string id;
  std::string forge;
  forge::Event event;
};

/// One message for each so many changes, so that none gets too large for SQS; at least one.
inline constexpr std::size_t changes_per_message = 200;

[[nodiscard]] std::vector<std::string> write_delivery_messages(const QueuedDelivery& delivery);

/// Error: invalid, which names the member: what is no such message, or of a later version of Baryon.
[[nodiscard]] Result<QueuedDelivery> read_delivery_message(std::string_view body);

}  // namespace baryon::lambda
