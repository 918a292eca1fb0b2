#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "unit/registry/pushes.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What pushes bring and what is made by hand, on the same templates.
class PushAndLibrary : public ::testing::Test {
 protected:
  Registration submit(const Submission& submission, Compatibility policy = Compatibility::refuse) {
    const auto done = EmbeddedRegistry(*database_, clock_, {.compatibility = policy}).submit(submission);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    clock_.advance(std::chrono::seconds(1));
    return done.value_or(Registration{});
  }

  void make_template() { ASSERT_TRUE(library_.create_template({.key = vpc}).has_value()); }

  PendingVersion begin(std::optional<std::int64_t> major = {}) {
    const BundleSource source{.bucket = "bucket", .key = "vpc.tar.gz"};
    const auto begun = library_.begin_version({.template_key = vpc, .major = major, .source = source});
    EXPECT_TRUE(begun.has_value()) << (begun ? "" : begun.error().text());
    return {.template_key = vpc, .number = begun ? begun->number : VersionNumber{}, .source = source};
  }

  VersionNumber draft(std::optional<std::int64_t> major, const std::string& digest) {
    const auto pending = begin(major);
    EXPECT_TRUE(library_.finish_version(pending, bundle_of(vpc, digest), "key").has_value());
    return pending.number;
  }

  void remove(VersionNumber number) { ASSERT_TRUE(library_.delete_version(vpc, number).value().has_value()); }

  Template found() { return library_.template_of(vpc).value().value(); }

  std::vector<std::string> listed() { return numbers_of(library_.list_versions(vpc, {}, {}, 100).value()); }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  EmbeddedRegistry registry_{*database_, clock_, {}};
  EmbeddedLibrary library_{*database_, clock_, {}};
};

TEST_F(PushAndLibrary, TheFirstRepositoryAdoptsATemplateMadeByHand) {
  make_template();
  EXPECT_EQ(registry_.plan(push(1, "a", shop))->outcome, Outcome::new_major);
  EXPECT_TRUE(found().owner.is_nobody());
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.0");
  EXPECT_EQ(found().owner.path(), "PLAT/infra");
  EXPECT_EQ(found().owner.repository_id, 7);
  const auto refused = registry_.submit(push(1, "b", shop));
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("belongs to PLAT/infra"));
  EXPECT_EQ(submit(push(1, "b")).number.text(), "1.1");
}

TEST_F(PushAndLibrary, AnAdoptedTemplateIsStillGivenToWhoMadeIt) {
  make_template();
  submit(push(1, "a"));
  EXPECT_TRUE(library_.create_template({.key = vpc}).has_value());
}

TEST_F(PushAndLibrary, APushedTemplateCannotBeMadeByHandAgain) {
  submit(push(1, "a"));
  const auto refused = library_.create_template({.key = vpc});
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_EQ(refused.error().message, "environment template 'vpc' already exists: a push made it");
}

TEST_F(PushAndLibrary, TakeTurnsInOneMajor) {
  submit(push(1, "a"));
  EXPECT_EQ(draft(1, "b").text(), "1.1");
  EXPECT_EQ(submit(push(1, "c")).number.text(), "1.2");
  EXPECT_EQ(draft(1, "d").text(), "1.3");
  EXPECT_EQ(draft({}, "e").text(), "2.0");
  EXPECT_EQ(submit(push(2, "f")).number.text(), "2.1");
  EXPECT_EQ(submit(push(5, "g")).number.text(), "5.0");
  EXPECT_EQ(draft({}, "h").text(), "6.0");
  EXPECT_THAT(listed(), ElementsAre("1.0", "1.1", "1.2", "1.3", "2.0", "2.1", "5.0", "6.0"));
  EXPECT_EQ(found().version_count, 8);
  EXPECT_EQ(found().newest, "6.0");
}

TEST_F(PushAndLibrary, APushIsComparedWithWhatWasMadeByHand) {
  make_template();
  draft({}, "a");
  EXPECT_EQ(submit(push(1, "a")).outcome, Outcome::unchanged);
  const auto next = submit(push(1, "b"));
  EXPECT_EQ(next.outcome, Outcome::new_minor);
  EXPECT_EQ(next.number.text(), "1.1");
  EXPECT_EQ(next.reason, "content differs from version 1.0");
}

TEST_F(PushAndLibrary, APushIsNotComparedWithWhatIsNotRegistered) {
  submit(push(1, "a"));
  const auto in_progress = begin(1);
  ASSERT_TRUE(library_.fail_version(begin(1), "no").has_value());
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.0");
  EXPECT_EQ(submit(push(1, "b")).number.text(), "1.3");
  EXPECT_EQ((**registry_.find_version("vpc", std::nullopt)).number.text(), "1.3");
  ASSERT_TRUE(library_.finish_version(in_progress, bundle_of(vpc, "c"), "key").has_value());
  EXPECT_EQ(submit(push(1, "b")).outcome, Outcome::unchanged);
}

TEST_F(PushAndLibrary, APushBesideAVersionInProgressBeginsTheMajor) {
  make_template();
  begin();
  const auto registered = submit(push(1, "a"));
  EXPECT_EQ(registered.outcome, Outcome::new_minor);
  EXPECT_EQ(registered.number.text(), "1.1");
  EXPECT_EQ(registered.reason, "no version 1.x is registered");
}

TEST_F(PushAndLibrary, ShowTheNewestThatIsRegistered) {
  submit(push(1, "a"));
  begin();
  EXPECT_EQ((**registry_.find_version("vpc", std::nullopt)).number.text(), "1.0");
  EXPECT_EQ((**registry_.find_template("vpc")).newest, "1.0");
  const auto versions = registry_.versions("vpc").value();
  EXPECT_THAT(numbers_of(versions), ElementsAre("1.0", "2.0"));
  EXPECT_EQ(versions[1].status, VersionStatus::registration_in_progress);
}

// AWS Proton User Guide, "Template sync": a new minor version is also made when the last one was deleted.
TEST_F(PushAndLibrary, ADeletedNewestVersionIsRegisteredAgainUnderANewNumber) {
  submit(push(1, "a"));
  submit(push(1, "b"));
  remove({.major = 1, .minor = 1});
  const auto again = submit(push(1, "b"));
  EXPECT_EQ(again.outcome, Outcome::new_minor);
  EXPECT_EQ(again.number.text(), "1.2");
  EXPECT_EQ(submit(push(1, "b")).outcome, Outcome::unchanged);
}

TEST_F(PushAndLibrary, AReturnToTheContentBeforeTheDeletedVersionIsUnchanged) {
  submit(push(1, "a"));
  submit(push(1, "b"));
  remove({.major = 1, .minor = 1});
  const auto same = submit(push(1, "a"));
  EXPECT_EQ(same.outcome, Outcome::unchanged);
  EXPECT_EQ(same.number.text(), "1.0");
}

TEST_F(PushAndLibrary, ADeletedOlderVersionDoesNotMatter) {
  submit(push(1, "a"));
  submit(push(1, "b"));
  remove({.major = 1, .minor = 0});
  EXPECT_EQ(submit(push(1, "b")).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.2");
}

TEST_F(PushAndLibrary, ADeletedOnlyVersionIsRegisteredAgain) {
  submit(push(1, "a"));
  remove({.major = 1, .minor = 0});
  const auto again = submit(push(1, "a"));
  EXPECT_EQ(again.outcome, Outcome::new_minor);
  EXPECT_EQ(again.number.text(), "1.1");
  EXPECT_EQ(found().version_count, 1);
}

TEST_F(PushAndLibrary, ADeletedTemplateIsNewForThePush) {
  submit(push(1, "a"));
  remove({.major = 1, .minor = 0});
  ASSERT_TRUE(library_.delete_template(vpc).value().has_value());
  const auto again = submit(push(1, "a", shop));
  EXPECT_EQ(again.outcome, Outcome::new_template);
  EXPECT_EQ(again.number.text(), "1.0");
  EXPECT_EQ(found().owner.path(), "APPS/shop");
}

TEST_F(PushAndLibrary, ANumberMadeByHandIsNotGivenToADirectory) {
  make_template();
  remove(draft({}, "a"));
  remove(draft({}, "a"));
  EXPECT_EQ(submit(push(2, "a")).number.text(), "2.1");
  EXPECT_EQ(submit(push(3, "a")).number.text(), "3.0");
  EXPECT_EQ(submit(push(1, "a")).number.text(), "1.1");
}

TEST_F(PushAndLibrary, AVersionMadeByHandStaysInTheMajorThatADirectoryMovedTo) {
  submit(push(1, "a"));
  auto breaking = push(1, "b");
  breaking.bundle.outputs = std::vector<std::string>{};
  ASSERT_EQ(submit(breaking, Compatibility::next_major).number.text(), "2.0");
  EXPECT_EQ(draft(2, "c").text(), "2.1");
  EXPECT_EQ(submit(push(1, "d")).number.text(), "2.2");
  EXPECT_EQ(submit(push(2, "e")).number.text(), "3.0");
}

TEST_F(PushAndLibrary, AMajorThatWasDeletedIsNotMovedTo) {
  submit(push(1, "a"));
  remove(draft({}, "b"));
  auto breaking = push(1, "c");
  breaking.bundle.outputs = std::vector<std::string>{};
  EXPECT_THAT(registry_.plan(breaking)->hint, HasSubstr("vpc/v3/"));
  EXPECT_EQ(submit(breaking, Compatibility::next_major).number.text(), "3.0");
}

TEST_F(PushAndLibrary, APushDoesNotGiveANameASecondKind) {
  ASSERT_TRUE(library_.create_template({.key = {.kind = TemplateKind::service, .name = "vpc"}}).has_value());
  const auto refused = registry_.submit(push(1, "a"));
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_THAT(refused.error().message,
              HasSubstr("registered as a service template, but vpc/v1 holds an environment template"));
}

TEST_F(PushAndLibrary, APushGoesToItsOwnKindWhereBothAreThere) {
  const TemplateKey service{.kind = TemplateKind::service, .name = "vpc"};
  make_template();
  ASSERT_TRUE(library_.create_template({.key = service}).has_value());
  submit(push(1, "a"));
  EXPECT_EQ(found().owner.path(), "PLAT/infra");
  EXPECT_TRUE(library_.template_of(service).value().value().owner.is_nobody());
  EXPECT_THAT(*library_.list_versions(service, {}, {}, 10), IsEmpty());
}

TEST_F(PushAndLibrary, PushedVersionsInheritTheTagsOfTheirTemplate) {
  make_template();
  ASSERT_TRUE(library_.tag({.template_key = vpc}, {{.key = "team", .value = "a"}}).has_value());
  submit(push(1, "a"));
  EXPECT_THAT(*library_.list_tags({.template_key = vpc, .version = VersionNumber{.major = 1, .minor = 0}}, "", 10),
              ElementsAre(Tag{.key = "team", .value = "a"}));
}

TEST_F(PushAndLibrary, PushedVersionsArePublishedAndDeletedLikeOthers) {
  submit(push(1, "a"));
  submit(push(1, "b"));
  const VersionNumber newest{.major = 1, .minor = 1};
  EXPECT_EQ(library_.update_version(vpc, newest, {.publishes = true})->status, VersionStatus::published);
  EXPECT_EQ((**registry_.find_template("vpc")).recommended, "1.1");
  EXPECT_EQ((**registry_.find_version("vpc", newest)).recommended_minor, 1);
  EXPECT_EQ(code_of(library_.delete_version(vpc, newest)), ErrorCode::conflict);
  remove({.major = 1, .minor = 0});
  remove(newest);
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_FALSE(registry_.find_version("vpc", std::nullopt)->has_value());
}

TEST_F(PushAndLibrary, PushesAreNotLimitedByQuotas) {
  EmbeddedLibrary small(*database_, clock_, {}, {.templates = 1, .versions = 1});
  submit(push(1, "a"));
  EXPECT_EQ(submit(push(1, "b")).number.text(), "1.1");
  EXPECT_EQ(code_of(small.create_template({.key = web})), ErrorCode::too_large);
  EXPECT_EQ(code_of(small.begin_version({.template_key = vpc, .source = {}})), ErrorCode::too_large);
}

}  // namespace
}  // namespace baryon::registry
