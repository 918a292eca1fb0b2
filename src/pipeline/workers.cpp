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

Workers::Workers(Queue& queue, SyncRunner& runner, SyncConfigLooks& looks, std::stop_source& cancel,
                 WorkersOptions options)
    : queue_(queue), runner_(runner), looks_(looks), cancel_(cancel), options_(std::move(options)) {}

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

std::uint64_t Workers::wake_ups() {
  const std::lock_guard lock(mutex_);
  return wake_ups_;
}

bool Workers::pause(std::chrono::milliseconds time, std::uint64_t seen) {
  std::unique_lock lock(mutex_);
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

void Workers::note_running(const std::string& sync) {
  const std::lock_guard lock(mutex_);
  running_.insert(sync);
}

void Workers::note_ended(const std::string& sync) {
  const std::lock_guard lock(mutex_);
  running_.erase(sync);
}

std::vector<std::string> Workers::running() {
  const std::lock_guard lock(mutex_);
  return {running_.begin(), running_.end()};
}

bool Workers::run_one() {
  auto job = queue_.claim();
  if (!job) {
    log_failure("no sync can be claimed", job.error());
    return false;
  }
  if (!*job) return false;
  note_running((*job)->id);
  run(**job);
  note_ended((*job)->id);
  return true;
}

void Workers::run(const Job& job) {
  const auto begin = std::chrono::steady_clock::now();
  const auto ending = runner_.run(job);
  if (!ending && cancel_.stop_requested()) return;  // handed back by stop()
  const auto record = [&]() -> Result<SyncState> {
    if (!ending) return queue_.give_up_for_now(job, ending.error());
    BARYON_CHECK(queue_.finish(job, *ending));
    return ending->state;
  };
  auto state = record();
  if (!state) log_failure("the end of a sync cannot be stored now", state.error());
  // Else it would run once more, after its lease has ended.
  while (!state && pause(options_.poll, wake_ups())) state = record();
  const auto outcome = ending ? *ending
                              : Ending{.state = state.value_or(SyncState::retryable),
                                       .reason = ending.error().message,
                                       .hint = ending.error().hint};
  const auto took = std::chrono::steady_clock::now() - begin;
  log_ending(job, outcome.state, outcome.reason, outcome.hint, took);
  options_.on_finished(outcome.state, took);
  if (outcome.state != SyncState::retryable) runner_.report(job, outcome);
}

bool Workers::look_at_one() {
  const auto queued = looks_.run_due();
  if (!queued) log_failure("branches of sync configs cannot be looked at", queued.error());
  if (!queued || !*queued) return false;
  if (**queued) wake();
  return true;
}

void Workers::keep_leases() {
  if (const auto extended = queue_.extend_leases(running()); !extended)
    log_failure("leases not extended", extended.error());
  const auto rescued = queue_.rescue();
  if (!rescued) log_failure("expired leases not looked for", rescued.error());
  if (rescued && *rescued > 0) wake();
}

void Workers::take_care() {
  auto last_heartbeat = std::chrono::steady_clock::now();
  bool goes_on = true;
  while (goes_on) {
    const auto seen = wake_ups();
    // One, and then a look at the leases: a forge that answers slowly must not cost them.
    const bool has_looked = options_.is_our_turn() && look_at_one();
    if (std::chrono::steady_clock::now() - last_heartbeat >= options_.heartbeat) {
      last_heartbeat = std::chrono::steady_clock::now();
      keep_leases();
    }
    goes_on = pause(has_looked ? std::chrono::milliseconds(0) : options_.poll, seen);
  }
}

}  // namespace baryon::pipeline
