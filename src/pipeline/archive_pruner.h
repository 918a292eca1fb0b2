#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>

#include "pipeline/archive_retention.h"

namespace baryon::pipeline {

struct ArchivePrunerOptions {
  std::size_t keep = 3;                                       ///< archives of each branch that stay, at least 1
  std::chrono::milliseconds interval{std::chrono::hours(1)};  ///< between two runs
  /// Before the first run: whoever has just started has better to do.
  std::chrono::milliseconds first_delay{std::chrono::minutes(1)};
  /// Whether it is for this process to prune: of several on a database, one does.
  std::function<bool()> is_ours = [] { return true; };
};

/// A thread that removes old archives by the clock and reports to the log what went. A run that fails is left to the
/// next one. `start` and `stop` from one thread.
class ArchivePruner {
 public:
  /// It must outlive the pruner.
  ArchivePruner(ArchiveRetention& retention, ArchivePrunerOptions options);
  ~ArchivePruner();
  ArchivePruner(ArchivePruner&&) = delete;
  ArchivePruner& operator=(ArchivePruner&&) = delete;
  ArchivePruner(const ArchivePruner&) = delete;
  ArchivePruner& operator=(const ArchivePruner&) = delete;

  void start();

  /// Waits for the run under way.
  void stop();

 private:
  void work();
  void run();
  bool pause(std::chrono::milliseconds time);

  ArchiveRetention& retention_;
  ArchivePrunerOptions options_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace baryon::pipeline
