#include "pipeline/states.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace baryon::pipeline {
namespace {

constexpr std::array<std::string_view, 3> delivery_words{"accepted", "duplicate", "ignored"};
constexpr std::array<std::string_view, 7> sync_words{"queued",  "running",    "retryable", "succeeded",
                                                     "partial", "superseded", "dead"};

template <class Enum, std::size_t count>
Result<Enum> parse(std::string_view text, const std::array<std::string_view, count>& words, std::string_view what) {
  const auto* const found = std::ranges::find(words, text);
  if (found == words.end())
    return fail(ErrorCode::invalid, fmt::format("'{}' is not {}", text, what),
                fmt::format("use one of {}", fmt::join(words, ", ")));
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_string(DeliveryStatus status) { return delivery_words[static_cast<std::size_t>(status)]; }

std::string_view to_string(SyncState state) { return sync_words[static_cast<std::size_t>(state)]; }

Result<SyncState> parse_sync_state(std::string_view text) {
  return parse<SyncState>(text, sync_words, "a state of a sync");
}

Result<DeliveryStatus> parse_delivery_status(std::string_view text) {
  return parse<DeliveryStatus>(text, delivery_words, "a state of a delivery");
}

}  // namespace baryon::pipeline
