#include "pipeline/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "base/ulid.h"
#include "forge/named_repository.h"
#include "store/check_prefix.h"
#include "store/store.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using store::events::ObjectEvent;
using store::events::ObjectEventKind;

constexpr std::string_view insert_delivery =
    "INSERT INTO deliveries (id, received_at, forge, event, request_id, remote, repository_id, project, slug, status, "
    "reason, body) VALUES (:id, :received_at, :forge, :event, :request_id, :remote, 0, '', '', :status, :reason, "
    ":body)";
constexpr std::string_view insert_change =
    "INSERT INTO ref_changes (delivery_id, position, ref, type, from_commit, to_commit, decision, reason, sync_id) "
    "VALUES (:delivery_id, :position, :ref, :type, '', :to_commit, :decision, :reason, '')";
constexpr std::string_view insert_arrival =
    "INSERT INTO arrivals (delivery_id, position, object_key, state, put_at, run_at, attempts) VALUES (:delivery_id, "
    ":position, :object_key, :state, :put_at, :run_at, 0)";
constexpr std::string_view select_pushed =
    "SELECT project, slug, ref FROM syncs WHERE commit_id = :commit_id AND forge <> :forge";

// What became of one record.
struct Decision {
  bool is_waiting = false;
  bool is_own = false;  ///< Baryon put it there itself, or a Baryon that shares the bucket
  std::string reason;
  std::string key = {};     ///< in the store, or in its bucket where it is not the store's
  std::string commit = {};  ///< as the key tells
};

std::string_view type_of(ObjectEventKind kind) {
  switch (kind) {
    case ObjectEventKind::created:
      return "ADD";
    case ObjectEventKind::removed:
      return "DELETE";
    case ObjectEventKind::other:
      return "OTHER";
  }
  return "OTHER";
}

/// Decides about the records of one request.
class Judge {
 public:
  Judge(Session& session, const ArrivalOptions& options) : session_(session), options_(options) {}

  Result<Decision> decide(const ObjectEvent& event) {
    Decision decision{.reason = {}, .key = event.key};
    decision.reason = elsewhere(event);
    if (!decision.reason.empty()) return decision;
    decision.key.erase(0, options_.store_prefix.size());
    decision.reason = own_by_name(decision.key);
    decision.is_own = !decision.reason.empty();
    if (decision.is_own) return decision;
    decision.reason = no_archive(event, decision.key);
    if (!decision.reason.empty()) return decision;
    decision.commit = options_.keys.names(decision.key).commit;
    BARYON_TRY(decision.is_own, is_own_archive(decision.key, decision.commit));
    if (decision.is_own) {
      decision.reason = "this server put it there itself";
      return decision;
    }
    decision.is_waiting = true;
    decision.reason = "its metadata will be looked at";
    return decision;
  }

 private:
  // Why an event is not of an object in this store.
  [[nodiscard]] std::string elsewhere(const ObjectEvent& event) const {
    if (!options_.bucket.empty() && event.bucket != options_.bucket)
      return fmt::format("bucket '{}' is not the store's", event.bucket);
    if (!event.key.starts_with(options_.store_prefix))
      return fmt::format("it does not lie below the store's prefix '{}'", options_.store_prefix);
    return {};
  }

  [[nodiscard]] static std::string own_by_name(const std::string& key) {
    if (key.starts_with(store::check_prefix)) return "a check of the store";
    if (ObjectKeys::is_bundle(key)) return "a bundle of one version, not an archive";
    return {};
  }

  // Why an event is not of an archive to be looked at.
  [[nodiscard]] std::string no_archive(const ObjectEvent& event, const std::string& key) const {
    if (event.kind == ObjectEventKind::removed) return "an object was removed: what was registered from it stays";
    if (event.kind != ObjectEventKind::created) return fmt::format("event '{}' needs no sync", event.name);
    const auto begins = [&](const std::string& prefix) { return key.starts_with(prefix); };
    if (!options_.prefixes.empty() && std::ranges::none_of(options_.prefixes, begins))
      return "its key begins with none of store.events.prefixes";
    if (const auto checked = store::check_key(key); !checked) return checked.error().message;
    if (!is_archive_key(key)) return "no archive: its key ends neither in .tar.gz nor in .tgz";
    if (event.size > options_.max_archive)
      return fmt::format("it is larger than {}", format_bytes(options_.max_archive));
    return {};
  }

  // A push that is synced, or was, wrote exactly this key.
  Result<bool> is_own_archive(const std::string& key, const std::string& commit) {
    if (commit.empty()) return false;
    BARYON_TRY(const auto rows,
               (session_.query<std::string, std::string, std::string>(select_pushed, commit, forge::archive_forge)));
    return std::ranges::any_of(rows, [&](const auto& row) {
      const auto& [project, slug, ref] = row;
      return options_.keys.archive({.project = project, .slug = slug}, ref, commit) == key;
    });
  }

  Session& session_;
  const ArrivalOptions& options_;
};

Receipt summarise(const std::string& delivery, const std::vector<Decision>& decisions) {
  const auto waiting = std::ranges::count(decisions, true, &Decision::is_waiting);
  Receipt receipt{.status = DeliveryStatus::ignored, .delivery = delivery, .reason = {}};
  if (decisions.empty()) {
    receipt.reason = "the notification has no records";
  } else if (waiting > 0) {
    receipt.status = DeliveryStatus::accepted;
    receipt.reason = fmt::format("{} of {} objects will be looked at", waiting, decisions.size());
  } else if (decisions.size() == 1) {
    receipt.reason = decisions.front().reason;
  } else {
    receipt.reason =
        fmt::format("none of {} objects is to be looked at; the first: {}", decisions.size(), decisions.front().reason);
  }
  return receipt;
}

std::string event_name(const IncomingObjects& incoming) {
  const auto first = std::ranges::find_if(incoming.records, [](const auto& record) { return record.has_value(); });
  return first == incoming.records.end() ? "" : (*first)->name;
}

Result<Receipt> store(Session& session, const IncomingObjects& incoming, const ArrivalOptions& options, Timestamp now) {
  const auto delivery = new_ulid(now);
  Judge judge(session, options);
  std::vector<Decision> decisions;
  for (const auto& record : incoming.records) {
    if (!record) {
      decisions.push_back({.reason = "this record cannot be read: " + record.error().message});
      continue;
    }
    BARYON_TRY(auto decision, judge.decide(*record));
    decisions.push_back(std::move(decision));
  }
  auto receipt = summarise(delivery, decisions);
  if (!decisions.empty() && std::ranges::all_of(decisions, &Decision::is_own)) {
    receipt.delivery.clear();
    return receipt;
  }
  BARYON_CHECK(session.execute(insert_delivery, delivery, to_millis(now), forge::archive_forge, event_name(incoming),
                               incoming.request_id, incoming.remote, to_string(receipt.status), receipt.reason,
                               incoming.body));
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const auto& decision = decisions[i];
    const auto& record = incoming.records[i];
    BARYON_CHECK(session.execute(insert_change, delivery, i, decision.key,
                                 type_of(record ? record->kind : ObjectEventKind::other), decision.commit,
                                 decision.is_waiting ? "waiting" : "ignored", decision.reason));
    if (decision.is_waiting)
      BARYON_CHECK(
          session.execute(insert_arrival, delivery, i, decision.key, record->state(), record->time, to_millis(now)));
  }
  return receipt;
}

}  // namespace

Arrivals::Arrivals(db::Database& database, const Clock& clock, ArrivalOptions options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

Result<Receipt> Arrivals::accept(const IncomingObjects& incoming) {
  BARYON_TRY(auto receipt, database_.writer().write(
                               [&](Session& session) { return store(session, incoming, options_, clock_.now()); }));
  if (receipt.status == DeliveryStatus::accepted) options_.on_arrival();
  return receipt;
}

}  // namespace baryon::pipeline
