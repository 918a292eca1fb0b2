#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "base/error.h"
#include "base/pausing_thread.h"
#include "pipeline/registration.h"
#include "registry/library.h"

namespace baryon::pipeline {

struct RegistrationsOptions {
  std::chrono::milliseconds poll{std::chrono::seconds(1)};  ///< for what began without a wake-up, as on another node
  std::chrono::milliseconds first_delay{std::chrono::seconds(1)};
  std::chrono::milliseconds longest_delay{std::chrono::minutes(1)};
  /// Whether this node is the one to register: of several, one at a time.
  std::function<bool()> is_our_turn = [] { return true; };
  /// For metrics: called with each version that registered well.
  std::function<void(const registry::Version&)> on_registered = [](const auto&) {};
};

/// A thread that ends the registrations of versions asked for by hand, oldest first: at once after `wake`, at the start
/// for those that a killed process left, and again after growing pauses while store or database cannot be used.
/// `start` and `stop` from one thread; `wake` from any.
class Registrations {
 public:
  /// Both must outlive it.
  Registrations(registry::Library& library, Registration& registration, RegistrationsOptions options);

  void start();

  /// A version has begun.
  void wake();

  /// Lets the one under way finish.
  void stop();

 private:
  void work();
  /// Whether all that was pending has ended.
  bool run_pending();
  bool run_one(const registry::PendingVersion& pending);

  registry::Library& library_;
  Registration& registration_;
  RegistrationsOptions options_;
  PausingThread thread_;
};

}  // namespace baryon::pipeline
