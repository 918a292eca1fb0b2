#include "pipeline/workers.h"

#include <utility>

#include "base/log.h"

namespace baryon::pipeline {
namespace {

void log_failure(std::string_view event, const Error& error) {
  log::error(event, {{"reason", error.message}, {"hint", error.hint}});
}

void log_ending(const Job& job, SyncState state, const std::string& reason, const std::string& hint,
                std::chrono::nanoseconds took) {
  const auto level = state == SyncState::dead                                       ? log::Level::error
                     : state == SyncState::retryable || state == SyncState::partial ? log::Level::warning
                                                                                    : log::Level::info;
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  if (hint.empty())
    log::write(level, "sync finished",
               {{"sync", job.id},
                {"repository", job.repository.path()},
                {"ref", job.ref},
                {"commit", job.commit},
                {"state", to_string(state)},
                {"attempt", job.attempt},
                {"ms", millis},
                {"reason", reason}});
  else
    log::write(level, "sync finished",
               {{"sync", job.id},
                {"repository", job.repository.path()},
                {"ref", job.ref},
                {"commit", job.commit},
                {"state", to_string(state)},
                {"attempt", job.attempt},
                {"ms", millis},
                {"reason", reason},
                {"hint", hint}});
}

}  // namespace

Workers::Workers(Queue& queue, SyncRunner& runner, Reconciler& reconciler, std::stop_source& cancel,
                 WorkersOptions options)
    : queue_(queue), runner_(runner), reconciler_(reconciler), cancel_(cancel), options_(std::move(options)) {}

Workers::~Workers() { stop(); }

void Workers::start() {
  if (options_.count == 0) return;
  threads_.emplace_back([this] { take_care(); });
  for (std::size_t i = 0; i < options_.count; ++i) threads_.emplace_back([this] { work(); });
}

void Workers::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wake_ups_;
  }
  changed_.notify_all();
}

void Workers::stop() {
  if (threads_.empty()) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, options_.drain, [this] { return busy_ == 0; });
  }
  cancel_.request_stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  if (const auto handed_back = queue_.hand_back(); !handed_back)
    log_failure("running syncs could not be handed back", handed_back.error());
}

bool Workers::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  const auto seen = wake_ups_;
  changed_.wait_for(lock, time, [&] { return stopping_ || wake_ups_ != seen; });
  return !stopping_;
}

void Workers::work() {
  while (true) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      seen = wake_ups_;
      ++busy_;
    }
    const bool did_something = run_one();
    std::unique_lock lock(mutex_);
    --busy_;
    changed_.notify_all();
    if (did_something) continue;
    changed_.wait_for(lock, options_.poll, [&] { return stopping_ || wake_ups_ != seen; });
  }
}

bool Workers::run_one() {
  auto job = queue_.claim();
  if (!job) {
    log_failure("no sync can be claimed", job.error());
    return false;
  }
  if (!*job) return false;
  const auto begin = std::chrono::steady_clock::now();
  const auto ending = runner_.run(**job);
  if (!ending && cancel_.stop_requested()) return true;  // handed back by stop()
  Ending outcome;
  Result<void> recorded;
  if (ending) {
    outcome = *ending;
    recorded = queue_.finish(**job, outcome);
  } else {
    const auto state = queue_.give_up_for_now(**job, ending.error());
    if (!state) recorded = std::unexpected(state.error());
    outcome = {
        .state = state.value_or(SyncState::retryable), .reason = ending.error().message, .hint = ending.error().hint};
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  if (!recorded) log_failure("the end of a sync could not be stored; it will be run again", recorded.error());
  log_ending(**job, outcome.state, outcome.reason, outcome.hint, took);
  options_.on_finished(outcome.state, took);
  if (outcome.state != SyncState::retryable) runner_.report(**job, outcome);
  return true;
}

void Workers::take_care() {
  auto last_heartbeat = std::chrono::steady_clock::now();
  do {
    while (true) {
      const auto queued = reconciler_.run_due();
      if (!queued) log_failure("reconcile cannot run", queued.error());
      if (!queued || !*queued) break;
      if (**queued > 0) wake();
    }
    if (std::chrono::steady_clock::now() - last_heartbeat < options_.heartbeat) continue;
    last_heartbeat = std::chrono::steady_clock::now();
    if (const auto extended = queue_.extend_leases(); !extended) log_failure("leases not extended", extended.error());
    const auto rescued = queue_.rescue();
    if (!rescued) log_failure("expired leases not looked for", rescued.error());
    if (rescued && *rescued > 0) wake();
  } while (pause(options_.poll));
}

}  // namespace baryon::pipeline
