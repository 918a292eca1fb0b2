#include <utility>

#include "registry/embedded_registry.h"
#include "unit/registry/proton/far_registry.h"
#include "unit/registry/registry_suite.h"
#include "unit/support/temporary_database.h"

// The implementations that pass the suite of registry_suite.h.
namespace baryon::registry {
namespace {

class EmbeddedUnderTest final : public RegistryUnderTest {
 public:
  std::unique_ptr<Registry> open(RegistryOptions options) override {
    return std::make_unique<EmbeddedRegistry>(*database_, clock_, options);
  }
  test::ManualClock& clock() override { return clock_; }
  void store(const Submission& /*submission*/) override {}

 private:
  test::TemporaryDatabase database_;
  test::ManualClock clock_;
};

class RemoteUnderTest final : public RegistryUnderTest {
 public:
  std::unique_ptr<Registry> open(RegistryOptions options) override { return far_.open(options); }
  test::ManualClock& clock() override { return far_.clock(); }
  void store(const Submission& submission) override { far_.store(submission); }

 private:
  FarRegistry far_;
};

template <class UnderTest>
RegistryMaker maker_of(std::string name) {
  return {.name = std::move(name), .make = [] { return std::make_unique<UnderTest>(); }};
}

auto implementations() {
  return ::testing::Values(maker_of<EmbeddedUnderTest>("Embedded"), maker_of<RemoteUnderTest>("Remote"));
}

std::string name_of(const ::testing::TestParamInfo<RegistryMaker>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Registry, RegistryVersions, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Registry, CompatibilityOfVersions, implementations(), name_of);

}  // namespace
}  // namespace baryon::registry
