#include "pipeline/reconcile_threads.h"

#include <utility>

#include "base/log.h"

namespace baryon::pipeline {

ReconcileThreads::ReconcileThreads(Reconciler& reconciler, std::stop_source& cancel, ReconcileThreadsOptions options)
    : reconciler_(reconciler), cancel_(cancel), options_(std::move(options)) {}

ReconcileThreads::~ReconcileThreads() { stop(); }

void ReconcileThreads::start() {
  for (const Run run : {&Reconciler::run_due, &Reconciler::run_due_round})
    threads_.emplace_back([this, run] { work(run); });
}

void ReconcileThreads::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wake_ups_;
  }
  changed_.notify_all();
}

void ReconcileThreads::stop() {
  if (threads_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  cancel_.request_stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void ReconcileThreads::work(Run run) {
  bool goes_on = true;
  while (goes_on) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) return;
      seen = wake_ups_;
    }
    const auto queued = options_.is_ours() ? (reconciler_.*run)() : Result<std::optional<std::size_t>>();
    if (!queued)
      log::error("reconcile cannot run", {{"reason", queued.error().message}, {"hint", queued.error().hint}});
    const bool did_something = queued && *queued;
    if (did_something && **queued > 0) options_.on_queued();
    goes_on = pause(did_something ? std::chrono::milliseconds(0) : options_.poll, seen);
  }
}

bool ReconcileThreads::pause(std::chrono::milliseconds time, std::uint64_t seen) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [&] { return is_stopping_ || wake_ups_ != seen; });
  return !is_stopping_;
}

}  // namespace baryon::pipeline
