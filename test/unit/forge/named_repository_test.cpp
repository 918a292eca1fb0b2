#include "forge/named_repository.h"

#include <gtest/gtest.h>

namespace baryon::forge {
namespace {

TEST(NamedRepository, HasANumberMadeOfItsName) {
  const auto repository = repository_named("PLAT", "infra");
  EXPECT_GT(repository.id, 0);
  EXPECT_EQ(repository.id, repository_named("plat", "Infra").id);
  EXPECT_NE(repository.id, repository_named("PLAT", "infra2").id);
  EXPECT_NE(repository_named("a/b", "c").id, repository_named("a", "bc").id);
  EXPECT_EQ(repository.path(), "PLAT/infra");
}

}  // namespace
}  // namespace baryon::forge
