#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "base/pausing_thread.h"
#include "pipeline/reconcile.h"

namespace baryon::pipeline {

struct ReconcileThreadsOptions {
  std::chrono::milliseconds poll{std::chrono::seconds(1)};  ///< for what falls due without a wake-up
  std::function<void()> on_queued = [] {};                  ///< called after a comparison that made work
  /// Whether it is for this process to compare: of several on a database, one does.
  std::function<bool()> is_ours = [] { return true; };
};

/// Two threads that carry out what is to be compared with the forge: one repository after the other, and rounds. Nobody
/// else waits for them, however slowly the forge answers. `start` and `stop` from one thread; `wake` from any.
class ReconcileThreads {
 public:
  /// Both must outlive it. `cancel` is asked to stop by `stop`, so that requests under way end.
  ReconcileThreads(Reconciler& reconciler, std::stop_source& cancel, ReconcileThreadsOptions options);
  ~ReconcileThreads();
  ReconcileThreads(ReconcileThreads&&) = delete;
  ReconcileThreads& operator=(ReconcileThreads&&) = delete;
  ReconcileThreads(const ReconcileThreads&) = delete;
  ReconcileThreads& operator=(const ReconcileThreads&) = delete;

  void start();

  /// Something was asked for.
  void wake();

  /// At once; what is under way is left to the next start.
  void stop();

 private:
  using Run = Result<std::optional<std::size_t>> (Reconciler::*)();

  void work(PausingThread& thread, Run run);

  Reconciler& reconciler_;
  std::stop_source& cancel_;
  ReconcileThreadsOptions options_;
  PausingThread repositories_thread_;
  PausingThread rounds_thread_;
};

}  // namespace baryon::pipeline
