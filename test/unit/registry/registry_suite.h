#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "registry/options.h"
#include "registry/registry.h"
#include "unit/support/manual_clock.h"

namespace baryon::registry {

/// Where versions live, and registries on it.
class RegistryUnderTest {
 public:
  virtual ~RegistryUnderTest() = default;
  virtual std::unique_ptr<Registry> open(RegistryOptions options) = 0;
  virtual test::ManualClock& clock() = 0;

  /// The bundle lies in the store, under its key.
  virtual void store(const Submission& submission) = 0;
};

/// An implementation of `Registry`; each has to pass the whole suite.
struct RegistryMaker {
  std::string name;
  std::function<std::unique_ptr<RegistryUnderTest>()> make;

  friend void PrintTo(const RegistryMaker& maker, std::ostream* out) { *out << maker.name; }
};

class RegistrySuite : public ::testing::TestWithParam<RegistryMaker> {
 protected:
  Registry& registry() { return *registry_; }

  Registration submit(const Submission& submission, RegistryOptions options = {}) {
    under_test_->store(submission);
    const auto done = under_test_->open(options)->submit(submission);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    under_test_->clock().advance(std::chrono::seconds(1));
    return done.value_or(Registration{});
  }
  Registration submit(const Submission& submission, Publish publish) {
    return submit(submission, RegistryOptions{.publish = publish});
  }
  Registration submit(const Submission& submission, Compatibility compatibility) {
    return submit(submission, RegistryOptions{.compatibility = compatibility});
  }

  void store(const Submission& submission) { under_test_->store(submission); }

 private:
  std::unique_ptr<RegistryUnderTest> under_test_ = GetParam().make();
  std::unique_ptr<Registry> registry_ = under_test_->open({});
};

// One for each file of the suite, so that an implementation is entered once for all: registry_test.cpp.
class RegistryVersions : public RegistrySuite {};
class CompatibilityOfVersions : public RegistrySuite {};

}  // namespace baryon::registry
