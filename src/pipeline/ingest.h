#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "forge/event.h"
#include "pipeline/rules.h"
#include "pipeline/states.h"

namespace baryon::pipeline {

/// An authentic webhook request.
struct Incoming {
  std::string forge;
  forge::Event event;
  std::string request_id;
  std::string remote;
  std::string body;
};

/// What its sender is told.
struct Receipt {
  DeliveryStatus status = DeliveryStatus::ignored;
  std::string delivery;
  std::string reason;
};

/// Takes deliveries in: decides what each of their changes means, and stores delivery, decisions and syncs in one
/// durable commit before it says so. Thread-safe.
class Ingest {
 public:
  struct Options {
    Rules rules;
    std::chrono::milliseconds default_branch_max_age{std::chrono::minutes(5)};
    std::function<void()> on_queued = [] {};  ///< called after a commit that made work; must not block
    /// Called after a commit that ended as superseded what waited; must not block.
    std::function<void(std::int64_t count)> on_superseded = [](auto) {};
  };

  using Done = std::move_only_function<void(Result<Receipt>)>;

  /// All must outlive it.
  Ingest(db::Database& database, const Clock& clock, Options options);

  /// `done` is called from another thread when the delivery is durable, or cannot be stored now (unavailable).
  void accept(Incoming incoming, Done done);

 private:
  db::Database& database_;
  const Clock& clock_;
  Options options_;
};

}  // namespace baryon::pipeline
