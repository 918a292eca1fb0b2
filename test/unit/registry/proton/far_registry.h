#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "registry/library_registry.h"
#include "unit/registry/proton/far_side.h"

namespace baryon::registry {

/// Registries on the library of another Baryon, which registers at once what lies in the store that both share.
class FarRegistry {
 public:
  FarRegistry() {
    far_.on_version_begun([this] {
      if (registers_) register_pending();
    });
  }

  [[nodiscard]] std::unique_ptr<Registry> open(RegistryOptions options = {}) {
    return std::make_unique<LibraryRegistry>(near_.library(), pauses_,
                                             LibraryRegistryOptions{.registry = options, .name = "the far side"});
  }

  void store(const Submission& submission) {
    const std::lock_guard lock(mutex_);
    stored_[submission.bundle_key] = submission.bundle;
  }

  /// Whether what begins is registered before the call that began it is answered.
  void registers_at_once(bool registers) { registers_ = registers; }

  void register_pending() {
    const std::lock_guard lock(mutex_);
    const auto pending = far_.library().pending_versions(100);
    ASSERT_TRUE(pending.has_value());
    for (const auto& one : *pending) {
      const auto found = stored_.find(one.source.key);
      const auto ended = found == stored_.end() || one.source.bucket != "objects"
                             ? far_.library().fail_version(one, "there is no such object\nin the store")
                             : far_.library().finish_version(one, found->second, "far/key");
      EXPECT_TRUE(ended.has_value()) << ended.error().text();
    }
  }

  [[nodiscard]] EmbeddedLibrary& library() { return far_.library(); }
  [[nodiscard]] test::ManualClock& clock() { return clock_; }
  [[nodiscard]] test::NoPauses& pauses() { return pauses_; }

 private:
  test::ManualClock clock_;
  test::NoPauses pauses_;
  std::mutex mutex_;
  std::map<std::string, bundle::Bundle> stored_;
  bool registers_ = true;
  FarSide far_{clock_, {.compatibility = Compatibility::warn}};
  NearSide near_{far_, clock_};
};

}  // namespace baryon::registry
