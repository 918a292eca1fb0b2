#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/session.h"
#include "forge/event.h"

/// What comparisons remember of repositories, beside their names (pipeline/repositories.h).
namespace baryon::pipeline {

struct PolledRepository {
  forge::Repository repository;
  bool was_polled = false;    ///< ever
  bool was_archived = false;  ///< when it was compared last
  bool is_missing = false;    ///< the forge did not list it last time
  bool is_steered = false;    ///< a template's sync config names it
};

/// All that are known, by number.
[[nodiscard]] Result<std::vector<PolledRepository>> polled_repositories(db::Session& session, std::string_view forge);

/// A comparison went well.
struct Poll {
  std::int64_t repository_id = 0;
  std::string default_branch = {};  ///< full name; empty: it was not told
  bool is_archived = false;
};
Result<void> note_polled(db::Session& session, std::string_view forge, const Poll& poll, Timestamp now);

Result<void> note_poll_failed(db::Session& session, std::string_view forge, std::int64_t repository_id,
                              std::string_view failure, Timestamp now);

/// Whether the forge did not list it last time.
[[nodiscard]] Result<bool> is_repository_missing(db::Session& session, std::string_view forge,
                                                 std::int64_t repository_id);

/// The forge does not list it, or does so again.
Result<void> note_missing(db::Session& session, std::string_view forge, std::int64_t repository_id, Timestamp now);
Result<void> note_listed(db::Session& session, std::string_view forge, std::int64_t repository_id);

}  // namespace baryon::pipeline
