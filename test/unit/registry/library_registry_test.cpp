#include "registry/library_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "unit/registry/proton/far_registry.h"
#include "unit/registry/pushes.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What is particular about a registry without transactions, on a library that others use as well.
class RegistryOnALibrary : public ::testing::Test {
 protected:
  Registration submit(const Submission& submission, RegistryOptions options = {}) {
    far_.store(submission);
    const auto done = far_.open(options)->submit(submission);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    return done.value_or(Registration{});
  }

  Registry& registry() { return *registry_; }
  std::vector<std::string> listed() { return numbers_of(far_.library().list_versions(vpc, {}, {}, 100).value()); }
  Version version(std::int64_t major, std::int64_t minor) {
    return far_.library().version_of(vpc, {.major = major, .minor = minor}).value().value();
  }

  VersionNumber begin_by_hand(std::optional<std::int64_t> major = {}) {
    return far_.library()
        .begin_version({.template_key = vpc, .major = major, .source = {.bucket = "bucket", .key = "key"}})
        .value()
        .number;
  }

  FarRegistry far_;
  std::unique_ptr<Registry> registry_ = far_.open();
};

TEST_F(RegistryOnALibrary, KeepsWhereAVersionCameFrom) {
  submit(push(1, "a"));
  const auto found = registry().find_version("vpc", std::nullopt).value().value();
  EXPECT_EQ(found.repository(), "PLAT/infra");
  EXPECT_EQ(found.outputs, std::vector<std::string>{"VpcId"});
  EXPECT_EQ(registry().versions("vpc")->at(0).commit, std::string(40, '1'));
  EXPECT_EQ(registry().find_template("vpc").value().value().owner.path(), "PLAT/infra");
  EXPECT_EQ(registry().templates()->at(0).version_count, 1);
}

TEST_F(RegistryOnALibrary, MakesOneVersionWhenARunIsCutOffBeforeItIsRegistered) {
  far_.registers_at_once(false);
  far_.store(push(1, "a"));
  const auto cut_off = registry().submit(push(1, "a"));
  EXPECT_EQ(cut_off.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(cut_off.error().retryable);
  EXPECT_THAT(cut_off.error().message, HasSubstr("still registering version 1.0"));
  EXPECT_EQ(registry().plan(push(1, "a"))->number.text(), "1.0");
  far_.register_pending();
  const auto again = submit(push(1, "a"));
  EXPECT_EQ(again.outcome, Outcome::unchanged);
  EXPECT_EQ(again.number.text(), "1.0");
  EXPECT_THAT(listed(), ElementsAre("1.0"));
}

TEST_F(RegistryOnALibrary, WaitsInGrowingPauses) {
  far_.registers_at_once(false);
  EXPECT_FALSE(registry().submit(push(1, "a")).has_value());
  const auto taken = far_.pauses().taken();
  ASSERT_GT(taken.size(), 5U);
  EXPECT_EQ(taken.front(), LibraryRegistry::first_pause);
  EXPECT_EQ(taken.back(), LibraryRegistry::longest_pause);
  EXPECT_TRUE(std::ranges::is_sorted(taken));
}

TEST_F(RegistryOnALibrary, PublishesWhatARunThatWasCutOffWasToPublish) {
  far_.registers_at_once(false);
  far_.store(push(1, "a"));
  const RegistryOptions automatic{.publish = Publish::automatic};
  EXPECT_FALSE(far_.open(automatic)->submit(push(1, "a")).has_value());
  far_.register_pending();
  EXPECT_EQ(version(1, 0).status, VersionStatus::draft);
  EXPECT_EQ(submit(push(1, "a"), automatic).outcome, Outcome::unchanged);
  EXPECT_EQ(version(1, 0).status, VersionStatus::published);
}

TEST_F(RegistryOnALibrary, DoesNotPublishDraftsOfBefore) {
  submit(push(1, "a"));
  EXPECT_EQ(submit(push(1, "a"), {.publish = Publish::automatic}).outcome, Outcome::unchanged);
  EXPECT_EQ(version(1, 0).status, VersionStatus::draft);
}

TEST_F(RegistryOnALibrary, RefusesWhatTheOtherSideDoesNotRegister) {
  const auto refused = registry().submit(push(1, "a")).value();  // which is not in the store
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_EQ(refused.reason, "the far side did not register version 1.0: there is no such object; in the store");
  EXPECT_THAT(refused.hint, HasSubstr("delete version 1.0"));
  far_.store(push(1, "a"));
  EXPECT_EQ(registry().submit(push(1, "a"))->reason, refused.reason);
  EXPECT_EQ(registry().plan(push(1, "a"))->outcome, Outcome::refused);
  EXPECT_THAT(listed(), ElementsAre("1.0"));
}

TEST_F(RegistryOnALibrary, RegistersARefusedCommitOnceItsVersionIsDeleted) {
  ASSERT_EQ(registry().submit(push(1, "a"))->outcome, Outcome::refused);
  ASSERT_TRUE(far_.library().delete_version(vpc, {.major = 1, .minor = 0}).value().has_value());
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.1");  // numbers are not given twice
}

TEST_F(RegistryOnALibrary, RegistersTheContentOfARefusedCommitFromAnotherOne) {
  ASSERT_EQ(registry().submit(push(1, "a"))->outcome, Outcome::refused);
  auto later = push(1, "a");
  later.commit = std::string(40, '2');
  later.description = "[2222222] words";
  EXPECT_EQ(submit(later).number.text(), "1.1");
}

TEST_F(RegistryOnALibrary, GoesBackToContentOfBefore) {
  submit(push(1, "a"));
  submit(push(1, "b"));
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.2");
  EXPECT_EQ(submit(push(1, "b")).number.text(), "1.3");
}

TEST_F(RegistryOnALibrary, GivesMajorsInOrder) {
  const auto refused = submit(push(3, "a"));
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_EQ(refused.reason, "vpc/v3 would begin major 3, but the far side gives majors in order and 1 is next");
  EXPECT_EQ(refused.hint, "register v1/ first");
  EXPECT_FALSE(registry().find_template("vpc")->has_value());
}

TEST_F(RegistryOnALibrary, AdoptsATemplateMadeByHand) {
  ASSERT_TRUE(far_.library().create_template({.key = vpc}).has_value());
  EXPECT_EQ(submit(push(1, "a")).outcome, Outcome::new_major);
  EXPECT_EQ(registry().find_template("vpc").value().value().owner.repository_id, 7);
  EXPECT_EQ(code_of(registry().submit(push(1, "b", shop))), ErrorCode::conflict);
}

TEST_F(RegistryOnALibrary, FollowsARepositoryThatWasRenamed) {
  submit(push(1, "a"));
  auto renamed = infra;
  renamed.slug = "platform";
  submit(push(1, "b", renamed));
  EXPECT_EQ(registry().find_template("vpc").value().value().owner.path(), "PLAT/platform");
}

TEST_F(RegistryOnALibrary, TakesTurnsWithWhatIsMadeByHand) {
  submit(push(1, "a"));
  EXPECT_EQ(begin_by_hand(1).text(), "1.1");
  EXPECT_EQ(begin_by_hand().text(), "2.0");
  EXPECT_EQ(submit(push(1, "a")).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(push(1, "b")).number.text(), "1.2");
  EXPECT_EQ(submit(push(2, "c")).number.text(), "2.1");
  EXPECT_EQ(registry().find_version("vpc", std::nullopt).value().value().number.text(), "2.1");
  EXPECT_EQ(registry().versions("vpc")->at(1).repository(), "");
}

TEST_F(RegistryOnALibrary, IsOvertakenByTheSameCommitOnAnotherBranch) {
  far_.registers_at_once(false);
  far_.store(push(1, "a"));
  EXPECT_FALSE(registry().submit(push(1, "a")).has_value());
  far_.register_pending();
  auto other = push(1, "a");
  other.ref = "refs/heads/release";
  EXPECT_EQ(submit(other).outcome, Outcome::unchanged);
  EXPECT_THAT(listed(), ElementsAre("1.0"));
}

TEST_F(RegistryOnALibrary, MakesOneVersionOfTheSamePushToTwoBaryons) {
  submit(push(1, "a"));
  far_.store(push(1, "b"));
  const auto until_done = [](Registry& one) {
    auto done = one.submit(push(1, "b"));
    while (!done && done.error().retryable) done = one.submit(push(1, "b"));
    EXPECT_TRUE(done.has_value()) << done.error().text();
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back([&] { until_done(*far_.open()); });
  }
  EXPECT_THAT(listed(), ElementsAre("1.0", "1.1"));
}

TEST_F(RegistryOnALibrary, RefusesWhatTheApiDoesNotTake) {
  auto wrong = push(1, "a");
  wrong.description = std::string(501, 'x');
  const auto refused = registry().submit(wrong).value();
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_THAT(refused.reason, HasSubstr("the far side refused it: 1 validation error detected"));
  EXPECT_THAT(refused.reason, HasSubstr("description"));
}

TEST_F(RegistryOnALibrary, LeavesTheNextMajorToTheLibrary) {
  submit(push(1, "a"));
  ASSERT_TRUE(far_.library().delete_version(vpc, begin_by_hand()).value().has_value());
  auto breaking = push(1, "b");
  breaking.bundle.outputs = std::vector<std::string>{};
  EXPECT_EQ(submit(breaking, {.compatibility = Compatibility::next_major}).number.text(), "3.0");
  EXPECT_EQ(submit(breaking).outcome, Outcome::unchanged);
}

TEST_F(RegistryOnALibrary, MakesATemplateThatItsFirstBundleFits) {
  submit(push(1, "a"));
  EXPECT_TRUE(far_.library().template_of(vpc).value().value().is_customer_managed);
  auto with_infrastructure = push(1, "a");
  with_infrastructure.bundle.template_name = "lab";
  with_infrastructure.bundle.files.push_back({.path = "infrastructure/manifest.yaml"});
  submit(with_infrastructure);
  const TemplateKey lab{.kind = TemplateKind::environment, .name = "lab"};
  EXPECT_FALSE(far_.library().template_of(lab).value().value().is_customer_managed);
}

TEST_F(RegistryOnALibrary, FindsVersionsOfACommitAmongOthers) {
  submit(push(1, "a"));
  begin_by_hand();
  auto other = push(1, "b");
  other.commit = "1111111" + std::string(33, '2');
  submit(other);
  EXPECT_EQ(registry().versions_of_commit("1111111")->size(), 2U);
  EXPECT_EQ(registry().versions_of_commit("11111112")->size(), 1U);
  EXPECT_THAT(*registry().versions_of_commit("2222222"), IsEmpty());
}

}  // namespace
}  // namespace baryon::registry
