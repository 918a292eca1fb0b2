#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "base/pausing_thread.h"
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

  void start();

  /// Waits for the run under way.
  void stop();

 private:
  void work();
  void run();

  ArchiveRetention& retention_;
  ArchivePrunerOptions options_;
  PausingThread thread_;
};

}  // namespace baryon::pipeline
