#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/session.h"
#include "pipeline/enqueue.h"

/// The ledger's rows beside what announcements write there (pipeline/announce.h).
namespace baryon::pipeline {

/// What is known of a ref's tip. Commits are empty where the ref is gone, or nothing is known.
struct KnownTip {
  std::string announced;  ///< by a webhook, or by the forge when it was asked
  std::string seen;       ///< by the forge when it was asked last
  bool is_doubtful = false;
};

/// Of all refs of a repository, by full name.
[[nodiscard]] Result<std::map<std::string, KnownTip>> known_tips(db::Session& session, std::string_view forge,
                                                                 std::int64_t repository_id);

/// A sync of this commit of the ref has ended well, in part at least. Unless that is the tip, there is something to
/// catch up on from now on.
Result<void> note_synced(db::Session& session, const RefKey& ref, const std::string& commit, Timestamp now);

}  // namespace baryon::pipeline
