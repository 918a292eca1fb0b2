#include "registry/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "registry/embedded_library.h"
#include "unit/registry/library_suite.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

VersionState state(std::int64_t minor, VersionStatus status, std::int64_t major = 1) {
  return {.number = {.major = major, .minor = minor}, .status = status};
}

constexpr auto draft = VersionStatus::draft;
constexpr auto published = VersionStatus::published;
constexpr auto failed = VersionStatus::registration_failed;
constexpr auto in_progress = VersionStatus::registration_in_progress;

TEST(Retention, KeepsTheNewestOfEachMajor) {
  const std::vector versions{state(0, draft), state(1, draft), state(2, draft), state(0, draft, 2)};
  EXPECT_THAT(judge_versions(versions, 2, {}), ElementsAre(Keep::no, Keep::newest, Keep::newest, Keep::newest));
}

TEST(Retention, NeverRemovesWhatIsPublishedOrInProgress) {
  const std::vector versions{state(0, published), state(1, in_progress), state(2, draft), state(3, draft)};
  EXPECT_THAT(judge_versions(versions, 1, {}), ElementsAre(Keep::published, Keep::in_progress, Keep::no, Keep::newest));
}

TEST(Retention, DoesNotCountFailedRegistrationsAsNewest) {
  const std::vector versions{state(0, failed), state(1, draft), state(2, failed), state(3, failed)};
  EXPECT_THAT(judge_versions(versions, 1, {}), ElementsAre(Keep::no, Keep::newest, Keep::newest, Keep::newest));
}

TEST(Retention, KeepsMajorsThatServiceTemplatesName) {
  const std::vector versions{state(0, draft), state(1, failed), state(2, draft), state(0, draft, 2),
                             state(1, draft, 2)};
  EXPECT_THAT(judge_versions(versions, 1, {1}),
              ElementsAre(Keep::referenced, Keep::no, Keep::newest, Keep::no, Keep::newest));
}

TEST(Retention, KeepsOneWhereNoneIsAskedFor) {
  const std::vector versions{state(0, draft), state(1, draft)};
  EXPECT_THAT(judge_versions(versions, 0, {}), ElementsAre(Keep::no, Keep::newest));
}

RC_GTEST_PROP(Retention, NeverEmptiesAMajorThatHasARegisteredVersion, ()) {
  std::vector<VersionState> versions;
  for (std::int64_t major = 1; major <= 3; ++major)
    for (std::int64_t minor = 0; minor < 5; ++minor)
      versions.push_back(state(minor, *rc::gen::element(draft, published, failed, in_progress), major));
  const auto judged = judge_versions(versions, *rc::gen::inRange<std::size_t>(0, 7), {});
  const auto is_registered = [](VersionStatus status) { return status == draft || status == published; };
  for (std::int64_t major = 1; major <= 3; ++major) {
    bool had_one = false;
    bool has_one = false;
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if (versions[i].number.major != major || !is_registered(versions[i].status)) continue;
      had_one = true;
      has_one = has_one || judged[i] != Keep::no;
    }
    RC_ASSERT(had_one == has_one);
  }
}

/// With an embedded registry that holds the environment template `vpc`.
class Pruning : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(library_.create_template({.key = vpc}).has_value()); }

  void add(std::int64_t major) {
    const BundleSource source{.bucket = "bucket", .key = "key"};
    const auto begun = library_.begin_version({.template_key = vpc, .major = major, .source = source});
    ASSERT_TRUE(begun.has_value()) << begun.error().text();
    const PendingVersion pending{.template_key = vpc, .number = begun->number, .source = source};
    ASSERT_TRUE(library_.finish_version(pending, bundle_of(vpc, begun->number.text()), "key").has_value());
  }

  void publish(VersionNumber number) {
    ASSERT_TRUE(library_.update_version(vpc, number, {.publishes = true}).has_value());
  }

  std::vector<std::string> prune(std::size_t count, Retention::Mode mode = Retention::Mode::apply) {
    const auto all = Retention(*database_).prune(count, mode);
    EXPECT_TRUE(all.has_value()) << (all ? "" : all.error().text());
    std::vector<std::string> numbers;
    for (const auto& pruned : all.value_or(std::vector<Pruned>()))
      numbers.push_back(pruned.template_key.name + "@" + pruned.number.text());
    return numbers;
  }

  std::vector<std::string> left() { return numbers_of(library_.list_versions(vpc, {}, {}, 100).value()); }

  test::ManualClock clock_;
  test::TemporaryDatabase database_;
  EmbeddedLibrary library_{*database_, clock_, {}};
};

TEST_F(Pruning, RemovesOldDraftsAndCountsThemOut) {
  for (int i = 0; i < 4; ++i) add(1);
  publish({.major = 1, .minor = 1});
  EXPECT_THAT(prune(1), ElementsAre("vpc@1.0", "vpc@1.2"));
  EXPECT_THAT(left(), ElementsAre("1.1", "1.3"));
  const auto vpc_now = library_.template_of(vpc).value().value();
  EXPECT_EQ(vpc_now.version_count, 2);
  EXPECT_EQ(vpc_now.recommended, "1.1");
  EXPECT_THAT(prune(1), IsEmpty());
}

TEST_F(Pruning, GivesRemovedNumbersToNobody) {
  add(1);
  add(1);
  prune(1);
  add(1);
  EXPECT_THAT(left(), ElementsAre("1.1", "1.2"));
}

TEST_F(Pruning, ChangesNothingInADryRun) {
  add(1);
  add(1);
  EXPECT_THAT(prune(1, Retention::Mode::dry_run), ElementsAre("vpc@1.0"));
  EXPECT_THAT(left(), ElementsAre("1.0", "1.1"));
}

TEST_F(Pruning, KeepsWhatAServiceTemplateIsCompatibleWith) {
  for (const std::int64_t major : {1, 1, 2, 2}) add(major);
  ASSERT_TRUE(library_.create_template({.key = web}).has_value());
  ASSERT_TRUE(library_
                  .begin_version({.template_key = web,
                                  .source = {.bucket = "bucket", .key = "key"},
                                  .compatible_environments = {{.name = "vpc", .major = 1}}})
                  .has_value());
  EXPECT_THAT(prune(1), ElementsAre("vpc@2.0"));
}

}  // namespace
}  // namespace baryon::registry
