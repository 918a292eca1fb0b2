#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/queue.h"
#include "pipeline/sync.h"
#include "pipeline/sync_config_looks.h"

namespace baryon::pipeline {

struct WorkersOptions {
  std::size_t count = 2;                                    ///< 0: this process only receives
  std::chrono::milliseconds poll{std::chrono::seconds(1)};  ///< for what falls due without a wake-up
  std::chrono::milliseconds heartbeat{std::chrono::seconds(15)};
  std::chrono::milliseconds drain{std::chrono::seconds(30)};  ///< how long `stop` waits for running syncs
  /// Whether this node is the one to look at branches: of several, one at a time.
  std::function<bool()> is_our_turn = [] { return true; };
  /// For metrics: called after each attempt.
  std::function<void(SyncState state, std::chrono::nanoseconds took)> on_finished = [](auto, auto) {};
};

/// Threads that run syncs, and one that keeps leases alive, rescues those of dead processes and looks at the
/// branches of sync configs. `start` and `stop` from one thread; `wake` from any.
class Workers {
 public:
  /// All must outlive it. `cancel` is asked to stop when the drain time is over, so that transfers end.
  Workers(Queue& queue, SyncRunner& runner, SyncConfigLooks& looks, std::stop_source& cancel, WorkersOptions options);
  ~Workers();
  Workers(Workers&&) = delete;
  Workers& operator=(Workers&&) = delete;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void start();

  /// There is something new to do.
  void wake();

  /// Claims nothing more, lets running syncs finish for the drain time, and hands the rest back to the queue.
  void stop();

  /// Claims and runs one sync in the calling thread, for a process that has not started any; false when none is due.
  /// Nobody extends its lease.
  bool run_one();

 private:
  void work();
  void take_care();
  void run(const Job& job);
  void note_running(const std::string& sync);
  void note_ended(const std::string& sync);
  std::vector<std::string> running();
  bool look_at_one();
  void keep_leases();
  std::uint64_t wake_ups();
  /// Waits for a wake-up after the one `seen` or for `time`; false when stopping.
  bool pause(std::chrono::milliseconds time, std::uint64_t seen);

  Queue& queue_;
  SyncRunner& runner_;
  SyncConfigLooks& looks_;
  std::stop_source& cancel_;
  WorkersOptions options_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wake_ups_ = 0;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::set<std::string> running_;  // whose leases are kept
  std::vector<std::thread> threads_;
};

}  // namespace baryon::pipeline
