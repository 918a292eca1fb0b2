#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/session.h"

/// What has to be compared with the forge: single repositories, and all that are configured. The latter, a round, is
/// asked for as if it were a repository of number 0, so that all processes on a database share one schedule.
namespace baryon::pipeline {

struct ReconcileRequest {
  std::int64_t repository_id = 0;
  std::string reason;
  std::int64_t attempts = 0;      ///< in vain so far
  std::int64_t requested_at = 0;  ///< milliseconds; tells a request from a newer one for the same
};

inline constexpr std::int64_t all_repositories = 0;

/// Asks for a comparison, due at once: of one repository by its number, or of `all_repositories`.
Result<void> request_reconcile(db::Session& session, std::string_view forge, std::int64_t repository_id,
                               std::string_view reason, Timestamp now);

/// The one that has been due longest, of a repository.
[[nodiscard]] Result<std::optional<ReconcileRequest>> due_repository(db::Session& session, std::string_view forge,
                                                                     Timestamp now);

/// The round, where it is due.
[[nodiscard]] Result<std::optional<ReconcileRequest>> due_round(db::Session& session, std::string_view forge,
                                                                Timestamp now);

// A request that came in while one was carried out stays as it is: it may know of something newer.

Result<void> remove_request(db::Session& session, std::string_view forge, const ReconcileRequest& request);

/// After a failure.
Result<void> postpone_request(db::Session& session, std::string_view forge, const ReconcileRequest& request,
                              Timestamp run_at);

/// The next round is due then, by the schedule.
Result<void> schedule_round(db::Session& session, std::string_view forge, const ReconcileRequest& done,
                            Timestamp run_at);

}  // namespace baryon::pipeline
