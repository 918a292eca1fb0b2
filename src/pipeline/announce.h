#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/session.h"
#include "forge/event.h"
#include "pipeline/ref_move.h"

namespace baryon::pipeline {

/// Somebody says that a ref now points to a commit: a delivery, or the forge when asked.
struct Announcement {
  std::string forge;
  forge::Repository repository;
  std::string ref;
  std::string from;    ///< the commit before, empty where unknown or none
  std::string commit;  ///< empty: the ref is gone
  std::string subject = {};
  std::string delivery = {};     ///< empty where the forge was asked
  RefMove move = RefMove::none;  ///< where the forge was asked
};

enum class Announced : std::uint8_t {
  queued,        ///< a new sync
  queued_again,  ///< the ref went back to a commit that was synced before
  known,         ///< nothing new
  stale,         ///< known, but another commit was announced since: somebody has to ask the forge for the truth
};

struct AnnounceOutcome {
  Announced what = Announced::known;
  std::string sync;             ///< its id; empty for a ref that is gone
  std::int64_t superseded = 0;  ///< how many syncs of the ref waited in vain
};

/// Records a tip told by a delivery, and queues its sync. Deliveries come in any order and more than once: one that
/// does not follow from the tip known before makes the ref doubtful, and the sync asks the forge when its turn comes.
/// Without doubt, what waits for the ref is older: it ends as superseded.
Result<AnnounceOutcome> announce_delivered(db::Session& session, const Announcement& announcement, Timestamp now);

/// The tips of a repository's refs as last announced, by full name.
Result<std::map<std::string, std::string>> announced_tips(db::Session& session, std::string_view forge,
                                                          std::int64_t repository_id);

/// Records a tip as the forge itself gave it, which ends all doubt; queues it unless it was announced before.
/// `tip_before` is what was announced when the forge was asked: if something else was announced meanwhile, nobody knows
/// which of the two is newer, and the ref becomes doubtful instead.
Result<AnnounceOutcome> announce_asked(db::Session& session, const Announcement& announcement,
                                       const std::string& tip_before, Timestamp now);

/// Records a push that was not to be synced when it came in: queues its sync, unless there is one. What has become of
/// the ref since nobody knows: what was announced last stays, and the ref becomes doubtful. The id of the sync.
Result<std::string> announce_late(db::Session& session, const Announcement& announcement, Timestamp now);

/// Why a sync is superseded: where its ref is now (empty: gone).
[[nodiscard]] std::string overtaken_by(std::string_view ref, std::string_view commit);

}  // namespace baryon::pipeline
