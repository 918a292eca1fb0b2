#include "pipeline/reconcile_threads.h"

#include <utility>

#include "base/log.h"

namespace baryon::pipeline {

ReconcileThreads::ReconcileThreads(Reconciler& reconciler, std::stop_source& cancel, ReconcileThreadsOptions options)
    : reconciler_(reconciler), cancel_(cancel), options_(std::move(options)) {}

ReconcileThreads::~ReconcileThreads() { stop(); }

void ReconcileThreads::start() {
  repositories_thread_.start([this] { work(repositories_thread_, &Reconciler::run_due); });
  rounds_thread_.start([this] { work(rounds_thread_, &Reconciler::run_due_round); });
}

void ReconcileThreads::wake() {
  repositories_thread_.wake();
  rounds_thread_.wake();
}

void ReconcileThreads::stop() {
  cancel_.request_stop();
  repositories_thread_.stop();
  rounds_thread_.stop();
}

void ReconcileThreads::work(PausingThread& thread, Run run) {
  bool goes_on = true;
  while (goes_on) {
    const auto queued = options_.is_ours() ? (reconciler_.*run)() : Result<std::optional<std::size_t>>();
    if (!queued)
      log::error("reconcile cannot run", {{"reason", queued.error().message}, {"hint", queued.error().hint}});
    const bool did_something = queued && *queued;
    if (did_something && **queued > 0) options_.on_queued();
    goes_on = thread.pause(did_something ? std::chrono::milliseconds(0) : options_.poll);
  }
}

}  // namespace baryon::pipeline
