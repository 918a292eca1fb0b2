#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::pipeline {

/// What a delivery came to.
enum class DeliveryStatus : std::uint8_t {
  accepted,   ///< at least one change is queued
  duplicate,  ///< every change to be synced was known before
  ignored,    ///< authentic, but nothing to do
};

/// Where a sync stands.
enum class SyncState : std::uint8_t {
  queued,      ///< waits for a worker
  running,     ///< a worker has it
  retryable,   ///< failed for now, waits for its next attempt
  succeeded,   ///< every template is registered, unchanged or skipped; or there was none
  partial,     ///< some templates were refused, the others are registered
  superseded,  ///< its commit was no longer the newest of its ref when its turn came
  dead,        ///< failed for good; kept with its reason
};

[[nodiscard]] std::string_view to_string(DeliveryStatus status);
[[nodiscard]] std::string_view to_string(SyncState state);

/// Errors: invalid, with the list of words.
[[nodiscard]] Result<SyncState> parse_sync_state(std::string_view text);
[[nodiscard]] Result<DeliveryStatus> parse_delivery_status(std::string_view text);

}  // namespace baryon::pipeline
