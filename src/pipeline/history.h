#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/registrar.h"
#include "pipeline/states.h"

namespace baryon::pipeline {

/// What was decided about one change of a delivery.
struct ChangeRecord {
  std::string ref;
  std::string type;  ///< ADD, UPDATE, DELETE, OTHER
  std::string from;
  std::string to;
  std::string decision;  ///< queued, duplicate, ignored
  std::string reason;
  std::string sync;
};

struct DeliveryRecord {
  std::string id;
  Timestamp received_at;
  std::string event;
  std::string request_id;
  std::string remote;
  std::string project;
  std::string slug;
  std::string status;
  std::string reason;
  std::vector<ChangeRecord> changes;
};

struct SyncRecord {
  std::string id;
  std::string project;
  std::string slug;
  std::string ref;
  std::string commit;
  std::string subject;
  std::string delivery;
  std::string state;
  std::string reason;
  std::string hint;
  std::int64_t attempts = 0;
  Timestamp created_at;
  Timestamp run_at;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> finished_at;
  std::vector<TemplateResult> results;
};

struct HistoryFilter {
  std::string state = {};    ///< a delivery's status or a sync's state; empty: any
  std::string project = {};  ///< without regard to case; empty: any
  std::string slug = {};
  std::int64_t limit = 50;
};

/// Reads what came in and what became of it, newest first. Thread-safe.
class History {
 public:
  /// Must outlive it.
  explicit History(db::Database& database) : database_(database) {}

  Result<std::vector<DeliveryRecord>> deliveries(const HistoryFilter& filter);
  Result<std::vector<SyncRecord>> syncs(const HistoryFilter& filter);

  Result<std::optional<DeliveryRecord>> delivery(const std::string& id);
  Result<std::optional<SyncRecord>> sync(const std::string& id);

  /// Those that name a commit beginning with these hex digits.
  Result<std::vector<DeliveryRecord>> deliveries_of_commit(const std::string& prefix);
  Result<std::vector<SyncRecord>> syncs_of_commit(const std::string& prefix);

 private:
  db::Database& database_;
};

}  // namespace baryon::pipeline
