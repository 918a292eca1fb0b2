#include "pipeline/sync_configs.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/linked_repositories.h"
#include "pipeline/steering.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using registry::TemplateKind;

class SyncConfigsTest : public PipelineTest {
 protected:
  static WantedSyncConfig wanted(const std::string& name, const std::string& slug = "infra") {
    return {.template_key = {.kind = TemplateKind::service, .name = name},
            .repository = {.project = "PLAT", .slug = slug},
            .branch = "main"};
  }

  std::string links() {
    std::string text;
    const auto listed = *repositories_.list("", 100);
    for (const auto& link : listed) text += link.repository.path() + " ";
    return text;
  }

  SyncConfigs configs_{*database_, clock_, {.forge = "bitbucket", .most = 2}};
  LinkedRepositories repositories_{*database_, clock_, "bitbucket"};
};

TEST_F(SyncConfigsTest, HaveAQuotaThatAutomaticOnesDoNotUseUp) {
  const Origin origin{.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
                      .ref = main_ref,
                      .commit = commit('a'),
                      .subject = {},
                      .admission = Admission::by_rules};
  ASSERT_TRUE(Steering(*database_, clock_).mirror(origin, {{wanted("c").template_key, "c/v1", true}}));
  ASSERT_TRUE(configs_.create(wanted("a")));
  ASSERT_TRUE(configs_.create(wanted("b")));
  ASSERT_TRUE(configs_.stop(wanted("b").template_key));
  for (const std::string name : {"c", "d"}) {
    const auto refused = configs_.create(wanted(name));
    ASSERT_FALSE(refused.has_value()) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::too_large);
  }
  EXPECT_TRUE(configs_.create(wanted("a"))) << "it is there";
  EXPECT_TRUE(configs_.create(wanted("b"))) << "it was there";
}

TEST_F(SyncConfigsTest, LeaveNoLinkBehindThatTheyMadeAndNobodyUses) {
  ASSERT_TRUE(configs_.create(wanted("a", "one")));
  ASSERT_TRUE(configs_.update(wanted("a", "two")));
  EXPECT_EQ(links(), "PLAT/two ");
  ASSERT_TRUE(repositories_.create({.repository = {.project = "PLAT", .slug = "two"}, .connection_arn = "arn"}));
  ASSERT_TRUE(configs_.update(wanted("a", "three")));
  EXPECT_EQ(links(), "PLAT/three PLAT/two ") << "somebody made it";
}

TEST_F(SyncConfigsTest, KeepWhenTheyWereMade) {
  const auto made = *configs_.create(wanted("a"));
  clock_.advance(std::chrono::seconds(1));
  const auto updated = *configs_.update(wanted("a", "two"));
  EXPECT_EQ(updated.created_at, made.created_at);
  EXPECT_GT(updated.modified_at, made.modified_at);
  EXPECT_GT(updated.revision, made.revision);
}

}  // namespace
}  // namespace baryon::pipeline
