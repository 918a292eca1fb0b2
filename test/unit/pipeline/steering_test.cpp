#include "pipeline/steering.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/repositories.h"
#include "pipeline/repository_links.h"
#include "pipeline/sync_config_rows.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using registry::TemplateKey;
using registry::TemplateKind;

const TemplateKey vpc{.kind = TemplateKind::environment, .name = "vpc"};

SyncConfig config(SyncMode mode = SyncMode::configured) {
  return {.template_key = vpc,
          .mode = mode,
          .forge = "bitbucket",
          .repository = infra,
          .branch = "main",
          .subdirectory = "templates"};
}

Origin origin(Admission admission = Admission::by_rules, const std::string& ref = main_ref,
              const forge::Repository& repository = infra) {
  return {.owner = {.forge = "bitbucket",
                    .repository_id = repository.id,
                    .project = repository.project,
                    .slug = repository.slug},
          .ref = ref,
          .commit = commit('a'),
          .subject = {},
          .admission = admission};
}

TEST(Course, IsFreeWithoutASyncConfigWhereTheRulesAdmitTheBranch) {
  EXPECT_FALSE(course_of(std::nullopt, origin(), "x/vpc/v1").is_skipped());
  EXPECT_FALSE(
      course_of(config(SyncMode::automatic), origin(Admission::by_rules, "refs/heads/x"), "y/v1").is_skipped());
}

TEST(Course, IsClosedWithoutAConfiguredOneWhereOnlySyncConfigsAdmitTheBranch) {
  for (const auto& without : {std::optional<SyncConfig>(), std::optional(config(SyncMode::automatic))}) {
    const auto course = course_of(without, origin(Admission::by_configs), "templates/vpc/v1");
    EXPECT_TRUE(course.is_skipped());
    EXPECT_TRUE(course.hint.contains("bitbucket.branches"));
  }
}

TEST(Course, IsOpenFromThePlaceThatIsConfigured) {
  for (const auto admission : {Admission::by_rules, Admission::by_configs}) {
    const auto course = course_of(config(), origin(admission), "templates/vpc/v1");
    EXPECT_FALSE(course.is_skipped());
    EXPECT_TRUE(course.moves_here);
  }
}

TEST(Course, IsClosedFromEveryOtherPlace) {
  const std::string reason = "its sync config names branch main of PLAT/infra below templates";
  EXPECT_EQ(course_of(config(), origin(Admission::by_rules, "refs/heads/x"), "templates/vpc/v1").skipped_because,
            reason);
  EXPECT_EQ(course_of(config(), origin(), "templates2/vpc/v1").skipped_because, reason);
  const forge::Repository other{.id = 8, .project = "PLAT", .slug = "infra"};
  EXPECT_EQ(course_of(config(), origin(Admission::by_configs, main_ref, other), "templates/vpc/v1").skipped_because,
            reason);
  const auto local = Origin{.owner = {.forge = "local", .project = "local", .slug = "infra"},
                            .ref = main_ref,
                            .commit = {},
                            .subject = {},
                            .admission = Admission::by_rules};
  EXPECT_TRUE(course_of(config(), local, "templates/vpc/v1").is_skipped());
}

TEST(Course, IsClosedEverywhereOnceTheConfigWasDeleted) {
  EXPECT_EQ(course_of(config(SyncMode::stopped), origin(), "templates/vpc/v1").skipped_because,
            "its sync config was deleted");
}

TEST(Course, IsFreeByHand) {
  for (const auto mode : {SyncMode::configured, SyncMode::stopped})
    EXPECT_FALSE(course_of(config(mode), origin(Admission::by_hand, "refs/heads/x"), "vpc/v1").is_skipped());
}

TEST(SyncConfigPlaces, AreToldByIdOrWhileThatIsUnknownByPath) {
  auto one = config();
  one.repository = {.id = 0, .project = "plat", .slug = "Infra"};
  EXPECT_TRUE(one.names("bitbucket", infra));
  EXPECT_FALSE(one.names("local", infra));
  one.repository = {.id = 7, .project = "OLD", .slug = "name"};
  EXPECT_TRUE(one.names("bitbucket", infra));
  one.repository.id = 8;
  EXPECT_FALSE(one.names("bitbucket", infra));
}

TEST(SyncConfigPlaces, CoverWhatLiesBelowTheSubdirectory) {
  const std::vector<std::pair<std::string, bool>> cases{{"", true},
                                                        {"/", true},
                                                        {".", true},
                                                        {"templates", true},
                                                        {"/templates/", true},
                                                        {"./templates", true},
                                                        {"templates//vpc", true},
                                                        {"templates/vpc/v1", true},
                                                        {"templ", false},
                                                        {"templates/vp", false},
                                                        {"vpc", false}};
  for (const auto& [subdirectory, covers] : cases) {
    auto one = config();
    one.subdirectory = subdirectory;
    EXPECT_EQ(one.covers("templates/vpc/v1"), covers) << subdirectory;
  }
}

class SteeringTest : public PipelineTest {
 protected:
  void put(const SyncConfig& one) {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) { return put_sync_config(session, one); }));
  }

  std::optional<SyncConfig> find(const TemplateKey& key = vpc) {
    return *database_->read([&](db::Session& session) { return find_sync_config(session, key); });
  }

  std::optional<RepositoryLink> link(const forge::Repository& repository = infra) {
    return *database_->read([&](db::Session& session) { return find_link(session, "bitbucket", repository); });
  }

  void remember(const forge::Repository& repository) {
    ASSERT_TRUE(database_->writer().write(
        [&](db::Session& session) { return remember_repository(session, "bitbucket", repository); }));
  }

  Steering steering_{*database_, clock_};
};

TEST_F(SteeringTest, MirrorsWhereATemplateCameFrom) {
  ASSERT_TRUE(steering_.mirror(origin(), {{vpc, "templates/vpc/v1", true}}));
  const auto mirrored = find();
  ASSERT_TRUE(mirrored.has_value());
  EXPECT_EQ(mirrored->mode, SyncMode::automatic);
  EXPECT_EQ(mirrored->place(), "branch main of PLAT/infra below templates/vpc");
  EXPECT_EQ(mirrored->repository.id, 7);
  EXPECT_EQ(mirrored->due_at, std::nullopt);
  ASSERT_TRUE(link().has_value());
  EXPECT_TRUE(link()->is_automatic());
}

TEST_F(SteeringTest, FollowsNewVersionsButNotUnchangedOnes) {
  ASSERT_TRUE(steering_.mirror(origin(), {{vpc, "templates/vpc/v1", true}}));
  ASSERT_TRUE(steering_.mirror(origin(Admission::by_rules, "refs/heads/x"), {{vpc, "templates/vpc/v1", false}}));
  EXPECT_EQ(find()->branch, "main");
  ASSERT_TRUE(steering_.mirror(origin(Admission::by_rules, "refs/heads/x"), {{vpc, "vpc/v1", true}}));
  EXPECT_EQ(find()->branch, "x");
  EXPECT_EQ(find()->subdirectory, "vpc");
}

TEST_F(SteeringTest, LeavesAloneWhatSomebodyConfigured) {
  for (const auto mode : {SyncMode::configured, SyncMode::stopped}) {
    put(config(mode));
    ASSERT_TRUE(steering_.mirror(origin(Admission::by_hand, "refs/heads/x"), {{vpc, "vpc/v1", true}}));
    EXPECT_EQ(find()->mode, mode);
    EXPECT_EQ(find()->branch, "main");
  }
}

TEST_F(SteeringTest, MirrorsNothingThatDidNotComeFromABranchOfAForge) {
  const Origin local{
      .owner = {.forge = "local", .project = "local", .slug = "x"}, .ref = main_ref, .commit = {}, .subject = {}};
  ASSERT_TRUE(steering_.mirror(local, {{vpc, "vpc/v1", true}}));
  ASSERT_TRUE(steering_.mirror(origin(Admission::by_hand, "refs/tags/v1"), {{vpc, "vpc/v1", true}}));
  EXPECT_FALSE(find().has_value());
}

TEST_F(SteeringTest, CountsEitherKindOfATemplateThatCannotBeRead) {
  put(config());
  const auto course = [&](const Origin& from) {
    return steering_.course_of(from, "vpc", std::nullopt, "templates/vpc/v1")->is_skipped();
  };
  EXPECT_FALSE(course(origin()));
  EXPECT_TRUE(course(origin(Admission::by_rules, "refs/heads/x")));
  EXPECT_FALSE(steering_.course_of(origin(), "other", std::nullopt, "other/v1")->is_skipped());
  EXPECT_TRUE(steering_.course_of(origin(Admission::by_configs), "other", std::nullopt, "other/v1")->is_skipped());
}

TEST_F(SteeringTest, FollowsARepositoryThatIsRenamed) {
  remember(infra);
  put(config());
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
    BARYON_CHECK(ensure_link(session, "bitbucket", infra, clock_.now()));
    return tag_link(session, {.forge = "bitbucket", .repository = infra}, {{.key = "team", .value = "a"}});
  }));
  const forge::Repository renamed{.id = 7, .project = "OTHER", .slug = "base"};
  remember(renamed);
  EXPECT_EQ(find()->repository.path(), "OTHER/base");
  EXPECT_FALSE(link().has_value());
  ASSERT_TRUE(link(renamed).has_value());
  EXPECT_EQ(database_.text("SELECT path FROM repository_tags"), "other/base");
}

TEST_F(SteeringTest, MakesOneOfTwoLinksToTheSameRepository) {
  remember(infra);
  const forge::Repository renamed{.id = 7, .project = "PLAT", .slug = "base"};
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
    BARYON_CHECK(ensure_link(session, "bitbucket", infra, clock_.now()));
    return ensure_link(session, "bitbucket", {.project = "plat", .slug = "Base"}, clock_.now());
  }));
  remember(renamed);
  EXPECT_EQ(database_.number("SELECT count(*) FROM repository_links"), 1);
  EXPECT_EQ(link(renamed)->repository.id, 7);
  EXPECT_EQ(link(renamed)->repository.path(), "PLAT/base");
}

}  // namespace
}  // namespace baryon::pipeline
