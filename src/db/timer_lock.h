#pragma once

#include <memory>
#include <mutex>

#include "db/database.h"

namespace baryon::db {

/// Says which of several nodes does what comes by the clock, such as comparing with the forge or pruning: one at a
/// time. The node that has the lock keeps it until `release`, or until its connection to PostgreSQL ends with the
/// process or the network; then another takes it. An SQLite database has one serving process, which always has it.
/// Thread-safe.
///
///     if (timers.is_ours()) reconcile_one();
class TimerLock {
 public:
  /// The database must outlive it.
  explicit TimerLock(Database& database) : database_(database) {}

  /// Takes the lock where nobody has it. Not ours either while the database is away.
  [[nodiscard]] bool is_ours();

  void release();

 private:
  [[nodiscard]] bool keeps();
  [[nodiscard]] bool takes();

  Database& database_;
  std::mutex mutex_;
  std::unique_ptr<Session> session_;
  bool is_held_ = false;
};

}  // namespace baryon::db
