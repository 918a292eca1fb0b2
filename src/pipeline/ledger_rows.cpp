#include "pipeline/ledger_rows.h"

#include <utility>

namespace baryon::pipeline {
namespace {

constexpr std::string_view select_tips =
    "SELECT ref, announced_commit, seen_commit, is_doubtful FROM refs WHERE repository_id = :repository_id AND forge = "
    ":forge";
constexpr std::string_view update_synced =
    "UPDATE refs SET synced_commit = :commit, synced_at = :now, differs_since = CASE WHEN announced_commit IN ('', "
    ":same_commit) THEN NULL ELSE COALESCE(differs_since, :since) END WHERE repository_id = :repository_id AND ref = "
    ":ref AND forge = :forge";

}  // namespace

Result<std::map<std::string, KnownTip>> known_tips(db::Session& session, std::string_view forge,
                                                   std::int64_t repository_id) {
  BARYON_TRY(auto rows,
             (session.query<std::string, std::string, std::string, bool>(select_tips, repository_id, forge)));
  std::map<std::string, KnownTip> tips;
  for (auto& [ref, announced, seen, is_doubtful] : rows)
    tips.emplace(std::move(ref),
                 KnownTip{.announced = std::move(announced), .seen = std::move(seen), .is_doubtful = is_doubtful});
  return tips;
}

Result<void> note_synced(db::Session& session, const RefKey& ref, const std::string& commit, Timestamp now) {
  const auto millis = to_millis(now);
  BARYON_CHECK(session.execute(update_synced, commit, millis, commit, millis, ref.repository_id, ref.ref, ref.forge));
  return {};
}

}  // namespace baryon::pipeline
