#include "unit/registry/library_suite.h"
#include "unit/support/temporary_database.h"

// The implementations that pass the suite of library_suite.h.
namespace baryon::registry {
namespace {

class EmbeddedUnderTest final : public LibraryUnderTest {
 public:
  explicit EmbeddedUnderTest(const LibrarySettings& settings)
      : library_(*database_, clock_, settings.options, settings.quotas) {}

  Library& library() override { return library_; }
  test::ManualClock& clock() override { return clock_; }

 private:
  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  EmbeddedLibrary library_;
};

auto implementations() {
  return ::testing::Values(LibraryMaker{
      .name = "Embedded", .make = [](const auto& settings) { return std::make_unique<EmbeddedUnderTest>(settings); }});
}

std::string name_of(const ::testing::TestParamInfo<LibraryMaker>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Library, LibraryTemplates, implementations(), name_of);
INSTANTIATE_TEST_SUITE_P(Library, LibraryVersions, implementations(), name_of);

}  // namespace
}  // namespace baryon::registry
