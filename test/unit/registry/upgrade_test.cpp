#include <gtest/gtest.h>

#include <string>

#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "unit/registry/library_suite.h"
#include "unit/support/manual_clock.h"
#include "unit/support/older_database.h"

namespace baryon::registry {
namespace {

std::string insert_version(int major, int minor) {
  const auto numbers = std::to_string(major) + ", " + std::to_string(minor);
  return "INSERT INTO versions (kind, name, major, minor, status, status_message, description, digest, schema_text, "
         "compatible_environments, supported_component_sources, bundle_key, project, slug, ref, commit_id, directory, "
         "created_at, last_modified_at, directory_major) VALUES ('environment', 'vpc', " +
         numbers + ", 'DRAFT', '', '', 'd', '', '[]', '[]', 'k', 'PLAT', 'infra', '', '', 'vpc/v1', 0, 0, 1)";
}

TEST(Upgrade, KeepsCountingWhereAnOlderProgramStopped) {
  constexpr int before_the_library = 3;
  test::OlderDatabase older(before_the_library);
  older.run("INSERT INTO templates VALUES ('environment', 'vpc', 'vpc', '', 'bitbucket', 7, 'PLAT', 'infra', 0, 0)");
  older.run(insert_version(1, 0));
  older.run(insert_version(1, 4));
  older.run(insert_version(3, 2));
  const auto database = older.open();
  ASSERT_NE(database, nullptr);
  const test::ManualClock clock;
  EmbeddedLibrary library(*database, clock, {});
  EXPECT_EQ(library.template_of(vpc).value().value().version_count, 3);
  const auto next = [&](std::optional<std::int64_t> major) {
    return library.begin_version({.template_key = vpc, .major = major, .source = {}})->number.text();
  };
  EXPECT_EQ(next(1), "1.5");
  EXPECT_EQ(next(3), "3.3");
  EXPECT_EQ(next({}), "4.0");
}

}  // namespace
}  // namespace baryon::registry
