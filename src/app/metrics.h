#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/queue.h"

namespace baryon::app {

/// The numbers of the contract's section 6 for Prometheus. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(Metrics&&) = delete;
  Metrics& operator=(Metrics&&) = delete;
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void count_delivery(std::string_view forge, std::string_view result);
  void time_accept(std::chrono::nanoseconds took);
  void count_sync(std::string_view state, std::chrono::nanoseconds took);
  /// Syncs that ended so while they waited, without an attempt.
  void count_superseded(std::int64_t syncs);
  void count_version(std::string_view kind);
  /// `code` 0: no answer came.
  void count_upstream(std::string_view upstream, int code, std::chrono::nanoseconds took);

  /// Text exposition format 0.0.4, with the queue and the number of gaps in the ledger as they are now.
  [[nodiscard]] std::string render(const pipeline::Queue::Depth& depth, std::int64_t ref_gaps, Timestamp now);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace baryon::app
