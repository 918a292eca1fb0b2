#include "registry/embedded_registry.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

Submission submission(std::int64_t major) {
  return {.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
          .bundle = {.template_name = "vpc",
                     .major = major,
                     .directory = "vpc/v" + std::to_string(major),
                     .digest = "digest",
                     .schema = "schema: {}\n"},
          .bundle_key = "PLAT/c/vpc.tar.gz",
          .description = "[1111111] words",
          .ref = "refs/heads/main",
          .commit = std::string(40, '1')};
}

TEST(EmbeddedRegistryAlone, TakesMajorsInAnyOrder) {
  test::TemporaryDatabase database;
  const test::ManualClock clock;
  EmbeddedRegistry registry(*database, clock, {});
  EXPECT_EQ(registry.submit(submission(3))->number.text(), "3.0");
  EXPECT_EQ(registry.submit(submission(10))->number.text(), "10.0");
  EXPECT_EQ(registry.submit(submission(2))->number.text(), "2.0");
  EXPECT_EQ((**registry.find_template("vpc")).newest, "10.0");
}

}  // namespace
}  // namespace baryon::registry
