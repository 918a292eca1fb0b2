#include "unit/registry/library_suite.h"
#include "unit/registry/proton/far_side.h"
#include "unit/support/temporary_database.h"

// The implementations that pass the suite of library_suite.h.
namespace baryon::registry {
namespace {

class EmbeddedUnderTest final : public LibraryUnderTest {
 public:
  explicit EmbeddedUnderTest(const LibrarySettings& settings)
      : library_(*database_, clock_, settings.options, settings.quotas) {}

  Library& library() override { return library_; }
  Library& keeper() override { return library_; }
  test::ManualClock& clock() override { return clock_; }

 private:
  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  EmbeddedLibrary library_;
};

class RemoteUnderTest final : public LibraryUnderTest {
 public:
  explicit RemoteUnderTest(const LibrarySettings& settings)
      : far_(clock_, settings.options, settings.quotas), near_(far_, clock_) {}

  Library& library() override { return near_.library(); }
  Library& keeper() override { return far_.library(); }
  test::ManualClock& clock() override { return clock_; }

 private:
  test::ManualClock clock_;
  FarSide far_;
  NearSide near_;
};

template <class UnderTest>
LibraryMaker maker_of(std::string name) {
  return {.name = std::move(name),
          .make = [](const LibrarySettings& settings) { return std::make_unique<UnderTest>(settings); }};
}

auto implementations() {
  return ::testing::Values(maker_of<EmbeddedUnderTest>("Embedded"), maker_of<RemoteUnderTest>("Remote"));
}

std::string name_of(const ::testing::TestParamInfo<LibraryMaker>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Library, LibraryTemplates, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryVersions, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryRegistrations, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryTokens, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryDeletions, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryTags, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryUnderLoad, implementations(), name_of);

}  // namespace
}  // namespace baryon::registry
