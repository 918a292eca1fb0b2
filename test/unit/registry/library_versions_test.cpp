#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

TEST_P(LibraryVersions, BeginInProgressWithWhatWasGiven) {
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  const auto made = library()
                        .begin_version({.template_key = web,
                                        .description = "first",
                                        .source = {.bucket = "bucket", .key = "web.tar.gz"},
                                        .compatible_environments = {{.name = "vpc", .major = 2}},
                                        .supported_component_sources = {"DIRECTLY_DEFINED"}})
                        .value();
  const auto found = library().version_of(web, made.number).value().value();
  for (const auto& item : {made, found}) {
    EXPECT_EQ(item.kind, TemplateKind::service);
    EXPECT_EQ(item.template_name, "web");
    EXPECT_EQ(item.number.text(), "1.0");
    EXPECT_EQ(item.status, VersionStatus::registration_in_progress);
    EXPECT_EQ(item.status_message, "");
    EXPECT_EQ(item.description, "first");
    EXPECT_EQ(item.schema, "");
    EXPECT_EQ(item.digest, "");
    EXPECT_EQ(item.recommended_minor, std::nullopt);
    EXPECT_EQ(item.compatible_environments, (std::vector<CompatibleEnvironment>{{.name = "vpc", .major = 2}}));
    EXPECT_EQ(item.supported_component_sources, std::vector<std::string>{"DIRECTLY_DEFINED"});
    EXPECT_EQ(item.created_at, now());
    EXPECT_EQ(item.last_modified_at, now());
  }
}

TEST_P(LibraryVersions, NeedATemplate) {
  const auto refused = library().begin_version(wanted_of_web());
  EXPECT_EQ(code_of(refused), ErrorCode::not_found);
  EXPECT_EQ(refused.error().message, "service template 'web' does not exist");
}

TEST_P(LibraryVersions, CountMajorsFromOneAndMinorsFromZero) {
  EXPECT_EQ(begin().text(), "1.0");
  EXPECT_EQ(begin(1).text(), "1.1");
  EXPECT_EQ(begin().text(), "2.0");
  EXPECT_EQ(begin(1).text(), "1.2");
  EXPECT_EQ(begin(2).text(), "2.1");
}

TEST_P(LibraryVersions, BeginAMajorByItsNameWhereItIsTheNext) {
  EXPECT_EQ(begin(1).text(), "1.0");
  EXPECT_EQ(begin(2).text(), "2.0");
  EXPECT_EQ(begin(3).text(), "3.0");
}

TEST_P(LibraryVersions, RefuseAMajorThatIsNeitherThereNorNext) {
  for (const std::int64_t major : {0, 2, -1}) {
    const auto refused = library().begin_version(wanted(major));
    EXPECT_EQ(code_of(refused), ErrorCode::not_found) << major;
  }
  begin();
  EXPECT_EQ(code_of(library().begin_version(wanted(3))), ErrorCode::not_found);
}

TEST_P(LibraryVersions, NeverGetANumberTwice) {
  remove(begin());
  EXPECT_EQ(begin(1).text(), "1.1");
  remove({.major = 1, .minor = 1});
  EXPECT_EQ(begin().text(), "2.0");
  EXPECT_EQ(begin(2).text(), "2.1");
  remove({.major = 2, .minor = 1});
  EXPECT_EQ(begin(2).text(), "2.2");
  ASSERT_TRUE(keeper().fail_version(pending({.major = 2, .minor = 2}), "no").has_value());
  EXPECT_EQ(begin(2).text(), "2.3");
}

TEST_P(LibraryVersions, RefuseAMajorThatIsGoneWhileThereAreOthers) {
  remove(begin());
  begin();
  EXPECT_EQ(code_of(library().begin_version(wanted(1))), ErrorCode::not_found);
}

TEST_P(LibraryVersions, AreListedAsNumbersInPages) {
  for (int i = 0; i < 12; ++i) begin(1);
  for (int major = 2; major <= 10; ++major) begin(major);
  const auto all = listed();
  ASSERT_EQ(all.size(), 21U);
  EXPECT_EQ(all[9], "1.9");
  EXPECT_EQ(all[10], "1.10");
  EXPECT_EQ(all[20], "10.0");
  EXPECT_THAT(listed({}, {}, 2), ElementsAre("1.0", "1.1"));
  EXPECT_THAT(listed({}, VersionNumber{.major = 1, .minor = 9}, 2), ElementsAre("1.10", "1.11"));
  EXPECT_THAT(listed({}, VersionNumber{.major = 1, .minor = 11}, 2), ElementsAre("2.0", "3.0"));
  EXPECT_THAT(listed({}, VersionNumber{.major = 10, .minor = 0}), IsEmpty());
}

TEST_P(LibraryVersions, AreListedOfOneMajor) {
  begin();
  begin(1);
  begin();
  EXPECT_THAT(listed(1), ElementsAre("1.0", "1.1"));
  EXPECT_THAT(listed(1, {}, 1), ElementsAre("1.0"));
  EXPECT_THAT(listed(1, VersionNumber{.major = 1, .minor = 0}), ElementsAre("1.1"));
  EXPECT_THAT(listed(1, VersionNumber{.major = 1, .minor = 1}), IsEmpty());
  EXPECT_THAT(listed(2, VersionNumber{.major = 1, .minor = 1}), ElementsAre("2.0"));
  EXPECT_THAT(listed(1, VersionNumber{.major = 2, .minor = 0}), IsEmpty());
  EXPECT_THAT(listed(3), IsEmpty());
}

TEST_P(LibraryVersions, AreListedWithoutSchema) {
  const auto number = draft();
  EXPECT_EQ(library().list_versions(vpc, {}, {}, 10)->at(0).schema, "");
  EXPECT_NE(version(number).schema, "");
  EXPECT_EQ(code_of(library().list_versions(web, {}, {}, 10)), ErrorCode::not_found);
}

TEST_P(LibraryVersions, AreNotThereWhereThereAreNone) {
  begin();
  EXPECT_FALSE(library().version_of(vpc, {.major = 1, .minor = 1}).value().has_value());
  EXPECT_FALSE(library().version_of(web, {.major = 1, .minor = 0}).value().has_value());
  const auto refused = library().update_version(vpc, {.major = 2, .minor = 0}, {.publishes = true});
  EXPECT_EQ(code_of(refused), ErrorCode::not_found);
  EXPECT_EQ(refused.error().message, "version 2.0 of environment template 'vpc' does not exist");
}

TEST_P(LibraryVersions, ArePublishedFromDraftOnly) {
  const auto in_progress = begin();
  EXPECT_EQ(code_of(library().update_version(vpc, in_progress, {.publishes = true})), ErrorCode::conflict);
  const auto failed = begin();
  ASSERT_TRUE(keeper().fail_version(pending(failed), "no").has_value());
  EXPECT_EQ(code_of(library().update_version(vpc, failed, {.publishes = true})), ErrorCode::conflict);
  finish(in_progress);
  pass(1h);
  const auto published = library().update_version(vpc, in_progress, {.publishes = true}).value();
  EXPECT_EQ(published.status, VersionStatus::published);
  EXPECT_EQ(published.last_modified_at, now());
  EXPECT_EQ(published.created_at, now() - 1h);
  EXPECT_NE(published.schema, "");
}

TEST_P(LibraryVersions, ArePublishedTwiceWithoutChange) {
  const auto number = published();
  pass(1h);
  const auto again = library().update_version(vpc, number, {.publishes = true}).value();
  EXPECT_EQ(again.status, VersionStatus::published);
  EXPECT_EQ(again.last_modified_at, now() - 1h);
}

TEST_P(LibraryVersions, StayPublished) {
  const auto number = published();
  EXPECT_EQ(library().update_version(vpc, number, {.description = "x"})->status, VersionStatus::published);
}

TEST_P(LibraryVersions, AreUpdatedInWhatIsGiven) {
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  const auto number = library().begin_version(wanted_of_web())->number;
  const PendingVersion begun{.template_key = web, .number = number, .source = wanted_of_web().source};
  ASSERT_TRUE(keeper().finish_version(begun, bundle_of(web, "digest"), "key").has_value());
  pass(1h);
  EXPECT_EQ(library().update_version(web, number, {.description = "new"})->description, "new");
  const std::vector<CompatibleEnvironment> environments{{.name = "base", .major = 3}};
  EXPECT_EQ(library().update_version(web, number, {.compatible_environments = environments})->compatible_environments,
            environments);
  const auto last =
      library()
          .update_version(web, number, {.supported_component_sources = std::vector<std::string>{"DIRECTLY_DEFINED"}})
          .value();
  EXPECT_EQ(last.description, "new");
  EXPECT_EQ(last.compatible_environments, environments);
  EXPECT_EQ(last.supported_component_sources, std::vector<std::string>{"DIRECTLY_DEFINED"});
  EXPECT_EQ(last.status, VersionStatus::draft);
  EXPECT_EQ(last.last_modified_at, now());
  EXPECT_EQ(library().version_of(web, number).value().value().description, "new");
}

TEST_P(LibraryVersions, KeepEverythingWhenPublishingIsRefused) {
  const auto number = begin();
  EXPECT_FALSE(library().update_version(vpc, number, {.description = "new", .publishes = true}).has_value());
  EXPECT_EQ(version(number).description, "by hand");
}

TEST_P(LibraryVersions, RecommendTheHighestThatIsPublished) {
  const auto first = draft();
  const auto second = draft(1);
  EXPECT_EQ(recommended(), "");
  EXPECT_EQ(version(first).recommended_minor, std::nullopt);
  publish(second);
  EXPECT_EQ(recommended(), "1.1");
  publish(first);
  EXPECT_EQ(recommended(), "1.1");
  EXPECT_EQ(version(first).recommended_minor, 1);
  const auto third = draft(1);
  EXPECT_EQ(version(third).recommended_minor, 1);
  publish(third);
  EXPECT_EQ(version(first).recommended_minor, 2);
}

TEST_P(LibraryVersions, RecommendOneMinorForEachMajor) {
  published();
  const auto draft_of_two = draft();
  EXPECT_EQ(version(draft_of_two).recommended_minor, std::nullopt);
  const auto ten = [&] {
    for (int i = 0; i < 9; ++i) draft(2);
    return published(2);
  }();
  EXPECT_EQ(ten.text(), "2.10");
  EXPECT_EQ(version({.major = 1, .minor = 0}).recommended_minor, 0);
  EXPECT_EQ(version(draft_of_two).recommended_minor, 10);
  EXPECT_EQ(library().list_versions(vpc, 2, {}, 1)->at(0).recommended_minor, 10);
  EXPECT_EQ(recommended(), "2.10");
}

TEST_P(LibraryVersions, RecommendAnotherOneOnceTheRecommendedOneIsDeleted) {
  published();
  const auto major_two = published();
  EXPECT_EQ(recommended(), "2.0");
  draft();
  EXPECT_EQ(code_of(library().delete_version(vpc, major_two)), ErrorCode::conflict);
  published(3);
  remove(major_two);
  EXPECT_EQ(recommended(), "3.1");
}

TEST_P(LibraryVersions, HaveAQuotaForEachTemplate) {
  set_up({.quotas = {.versions = 2}});
  begin();
  const auto last = begin();
  EXPECT_EQ(code_of(library().begin_version(wanted())), ErrorCode::too_large);
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  EXPECT_TRUE(library().begin_version(wanted_of_web()).has_value());
  remove(last);
  EXPECT_EQ(begin().text(), "3.0");
}

}  // namespace
}  // namespace baryon::registry
