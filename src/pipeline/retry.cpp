#include "pipeline/retry.h"

#include <fmt/format.h>

#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/ulid.h"
#include "pipeline/enqueue.h"
#include "pipeline/states.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view select_state = "SELECT state FROM sync_records WHERE id = :id";
constexpr std::string_view select_syncs_of_delivery =
    "SELECT DISTINCT sync_id FROM ref_changes WHERE delivery_id = :delivery AND sync_id <> '' ORDER BY sync_id";
constexpr std::string_view select_delivery = "SELECT reason FROM deliveries WHERE id = :id";
/// Empty where it can be run again.
std::string_view why_not(SyncState state) {
  switch (state) {
    case SyncState::queued:
      return "it is queued already";
    case SyncState::running:
      return "it is running now";
    case SyncState::superseded:
      return "a newer commit has taken its place";
    case SyncState::retryable:
    case SyncState::succeeded:
    case SyncState::partial:
    case SyncState::dead:
      return {};
  }
  return {};
}

Result<Retried> retry_sync(Session& session, const std::string& id, Timestamp now) {
  BARYON_TRY(const auto row, session.query_one<std::string>(select_state, id));
  if (!row) return fail(ErrorCode::not_found, "there is no sync " + id, "see `baryon syncs`");
  const auto& state_text = std::get<0>(*row);
  BARYON_TRY(const auto state, parse_sync_state(state_text));
  Retried retried{.sync = id, .state_before = state_text, .reason = std::string(why_not(state))};
  if (!retried.reason.empty()) return retried;
  BARYON_TRY(retried.is_queued, enqueue_again(session, id, "run again by hand", now));
  retried.reason = retried.is_queued ? "queued again" : why_not(SyncState::running);
  return retried;
}

Result<std::vector<std::string>> syncs_meant(Session& session, const std::string& what) {
  BARYON_TRY(const auto sync, session.query_one<std::string>(select_state, what));
  if (sync) return std::vector{what};
  BARYON_TRY(const auto delivery, session.query_one<std::string>(select_delivery, what));
  if (!delivery)
    return fail(ErrorCode::not_found, "no delivery or sync has the identifier " + what,
                "see `baryon deliveries` and `baryon syncs`");
  BARYON_TRY(auto rows, session.query<std::string>(select_syncs_of_delivery, what));
  if (rows.empty())
    return fail(ErrorCode::invalid,
                fmt::format("delivery {} brought no sync: {}", what, escape_for_display(std::get<0>(*delivery))),
                "run `baryon sync PROJECT/repository` to sync a repository by hand");
  std::vector<std::string> syncs;
  syncs.reserve(rows.size());
  for (auto& [id] : rows) syncs.push_back(std::move(id));
  return syncs;
}

}  // namespace

Result<std::vector<Retried>> retry(db::Database& database, const std::string& what, Timestamp now) {
  if (!is_ulid(what))
    return fail(ErrorCode::invalid,
                fmt::format("'{}' is no identifier of a delivery or sync", escape_for_display(what)),
                "identifiers have 26 characters, see `baryon syncs`");
  return database.writer().write([&](Session& session) -> Result<std::vector<Retried>> {
    BARYON_TRY(const auto syncs, syncs_meant(session, what));
    std::vector<Retried> retried;
    retried.reserve(syncs.size());
    for (const auto& id : syncs) {
      BARYON_TRY(auto one, retry_sync(session, id, now));
      retried.push_back(std::move(one));
    }
    return retried;
  });
}

}  // namespace baryon::pipeline
