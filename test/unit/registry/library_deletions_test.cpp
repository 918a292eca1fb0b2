#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/registry/library_suite.h"

// AWS Proton API Reference, DeleteEnvironmentTemplateVersion and DeleteServiceTemplateVersion.
namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_P(LibraryDeletions, GiveWhatWasDeleted) {
  const auto number = published();
  const auto deleted = library().delete_version(vpc, number).value();
  ASSERT_TRUE(deleted.has_value());
  EXPECT_EQ(deleted->number, number);
  EXPECT_EQ(deleted->status, VersionStatus::published);
  EXPECT_FALSE(library().version_of(vpc, number).value().has_value());
}

TEST_P(LibraryDeletions, OfWhatIsNotThereGiveNothing) {
  const auto number = draft();
  remove(number);
  EXPECT_FALSE(library().delete_version(vpc, number).value().has_value());
  EXPECT_FALSE(library().delete_version(web, number).value().has_value());
}

TEST_P(LibraryDeletions, TakeVersionsOfEveryStatus) {
  published();
  const auto in_progress = begin(1);
  const auto failed = begin(1);
  ASSERT_TRUE(keeper().fail_version(pending(failed), "no").has_value());
  const auto in_draft = draft(1);
  for (const auto number : {in_progress, failed, in_draft}) remove(number);
  EXPECT_THAT(listed(), ElementsAre("1.0"));
}

TEST_P(LibraryDeletions, SpareTheRecommendedMinorWhileItsMajorHasOthers) {
  const auto recommended_minor = published();
  const auto other = begin(1);
  const auto refused = library().delete_version(vpc, recommended_minor);
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_THAT(refused.error().message,
              HasSubstr("version 1.0 of environment template 'vpc' cannot be deleted: it is the recommended"));
  remove(other);
  remove(recommended_minor);
  EXPECT_TRUE(listed().empty());
}

TEST_P(LibraryDeletions, SpareTheRecommendedMinorOfEveryMajor) {
  const auto old_minor = published();
  draft(1);
  published();
  EXPECT_EQ(code_of(library().delete_version(vpc, old_minor)), ErrorCode::conflict);
}

TEST_P(LibraryDeletions, TakeAPublishedMinorThatIsNotRecommended) {
  const auto old_minor = published();
  published(1);
  remove(old_minor);
  EXPECT_THAT(listed(), ElementsAre("1.1"));
}

TEST_P(LibraryDeletions, TakeTheLastMinorOfAMajorThatIsNotRecommended) {
  const auto old_major = published();
  published();
  remove(old_major);
  EXPECT_THAT(listed(), ElementsAre("2.0"));
}

TEST_P(LibraryDeletions, SpareTheRecommendedMajorWhileThereAreOthers) {
  const auto draft_of_one = draft();
  const auto recommended_major = published();
  const auto refused = library().delete_version(vpc, recommended_major);
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("recommended major version"));
  remove(draft_of_one);
  remove(recommended_major);
  EXPECT_TRUE(listed().empty());
}

TEST_P(LibraryDeletions, SpareTheRecommendedMajorWhileALaterOneIsADraft) {
  const auto recommended_major = published();
  const auto later = draft();
  EXPECT_EQ(code_of(library().delete_version(vpc, recommended_major)), ErrorCode::conflict);
  publish(later);
  remove(recommended_major);
  EXPECT_EQ(recommended(), "2.0");
}

TEST_P(LibraryDeletions, TakeTheTemplateLast) {
  const auto number = draft();
  EXPECT_EQ(code_of(library().delete_template(vpc)), ErrorCode::conflict);
  remove(number);
  EXPECT_TRUE(library().delete_template(vpc).value().has_value());
}

}  // namespace
}  // namespace baryon::registry
