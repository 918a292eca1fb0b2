#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

/// Without the output that the version before had.
bundle::Bundle breaking_bundle() {
  auto bundle = bundle_of(vpc, "breaking");
  bundle.outputs = std::vector<std::string>{};
  return bundle;
}

TEST_P(LibraryRegistrations, WaitOldestFirst) {
  ASSERT_TRUE(library()
                  .create_template({.key = {.kind = TemplateKind::service, .name = "app"}, .is_customer_managed = true})
                  .has_value());
  begin();
  pass(1s);
  ASSERT_TRUE(library()
                  .begin_version({.template_key = {.kind = TemplateKind::service, .name = "app"},
                                  .source = {.bucket = "bucket", .key = "app.tar.gz"},
                                  .compatible_environments = {{.name = "vpc", .major = 2}}})
                  .has_value());
  pass(1s);
  begin(1);
  finish(begin());
  const auto waiting = keeper().pending_versions(10).value();
  ASSERT_THAT(waiting, SizeIs(3));
  EXPECT_EQ(waiting[0].template_key, vpc);
  EXPECT_EQ(waiting[0].number.text(), "1.0");
  EXPECT_EQ(waiting[0].source.key, "vpc.tar.gz");
  EXPECT_FALSE(waiting[0].is_customer_managed);
  EXPECT_EQ(waiting[1].template_key.name, "app");
  EXPECT_EQ(waiting[1].template_key.kind, TemplateKind::service);
  EXPECT_EQ(waiting[1].source.bucket, "bucket");
  EXPECT_EQ(waiting[1].source.key, "app.tar.gz");
  EXPECT_TRUE(waiting[1].is_customer_managed);
  EXPECT_EQ(waiting[2].number.text(), "1.1");
  EXPECT_THAT(*keeper().pending_versions(1), SizeIs(1));
  for (const auto& item : waiting) ASSERT_TRUE(keeper().fail_version(item, "no").has_value());
  EXPECT_THAT(*keeper().pending_versions(10), IsEmpty());
}

TEST_P(LibraryRegistrations, EndInDraftWithWhatTheBundleHolds) {
  const auto number = begin();
  pass(1h);
  auto bundle = bundle_of(vpc, "digest");
  bundle.compatible_environments = {{.name = "from-the-bundle", .major = 1}};
  ASSERT_TRUE(keeper().finish_version(pending(number), bundle, "where/it/is").has_value());
  const auto made = version(number);
  EXPECT_EQ(made.status, VersionStatus::draft);
  EXPECT_EQ(made.status_message, "");
  EXPECT_EQ(made.schema, bundle.schema);
  EXPECT_EQ(made.description, "by hand");
  EXPECT_THAT(made.compatible_environments, IsEmpty());  // the API's list counts, which was none
  EXPECT_EQ(made.created_at, now() - 1h);
  EXPECT_EQ(made.last_modified_at, now());
}

// What the API does not tell is kept all the same.
TEST_P(LibraryRegistrations, KeepWhatTheBundleOffers) {
  const auto number = begin();
  ASSERT_TRUE(keeper().finish_version(pending(number), bundle_of(vpc, "digest"), "where/it/is").has_value());
  const auto kept = keeper().version_of(vpc, number).value().value();
  EXPECT_EQ(kept.digest, "digest");
  EXPECT_EQ(kept.engine, "cloudformation");
  EXPECT_EQ(kept.outputs, std::vector<std::string>{"VpcId"});
  EXPECT_EQ(kept.bundle_key, "where/it/is");
}

TEST_P(LibraryRegistrations, KeepThatOutputsAreNotKnown) {
  const auto number = begin();
  auto bundle = bundle_of(vpc, "digest");
  bundle.outputs = std::nullopt;
  ASSERT_TRUE(keeper().finish_version(pending(number), bundle, "key").has_value());
  EXPECT_EQ(keeper().version_of(vpc, number).value().value().outputs, std::nullopt);
}

TEST_P(LibraryRegistrations, ArePublishedAtOnceWhereSoConfigured) {
  set_up({.options = {.publish = Publish::automatic}});
  EXPECT_EQ(version(draft()).status, VersionStatus::published);
  EXPECT_EQ(recommended(), "1.0");
}

TEST_P(LibraryRegistrations, FailWithTheirReason) {
  const auto number = begin();
  ASSERT_TRUE(keeper().fail_version(pending(number), "no schema").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::registration_failed);
  EXPECT_EQ(version(number).status_message, "no schema");
  EXPECT_EQ(library().list_versions(vpc, {}, {}, 1)->at(0).status_message, "no schema");
}

TEST_P(LibraryRegistrations, EndOnce) {
  const auto good = draft();
  const auto bad = begin();
  ASSERT_TRUE(keeper().fail_version(pending(bad), "first").has_value());
  for (const auto number : {good, bad}) {
    const auto before = version(number);
    pass(1h);
    EXPECT_TRUE(keeper().fail_version(pending(number), "second").has_value());
    EXPECT_TRUE(keeper().finish_version(pending(number), bundle_of(vpc, "second"), "second").has_value());
    EXPECT_EQ(version(number).status, before.status);
    EXPECT_EQ(version(number).status_message, before.status_message);
    EXPECT_EQ(version(number).digest, before.digest);
    EXPECT_EQ(version(number).last_modified_at, before.last_modified_at);
  }
}

TEST_P(LibraryRegistrations, OfDeletedVersionsComeToNothing) {
  const auto number = begin();
  remove(number);
  finish(number);
  EXPECT_TRUE(keeper().fail_version(pending(number), "no").has_value());
  EXPECT_FALSE(library().version_of(vpc, number).value().has_value());
}

TEST_P(LibraryRegistrations, OfATemplateMadeAnewAreNotMixedUp) {
  remove(begin());
  ASSERT_TRUE(library().delete_template(vpc).has_value());
  ASSERT_TRUE(library().create_template({.key = vpc, .is_customer_managed = true}).has_value());
  const auto number = begin();
  ASSERT_EQ(number.text(), "1.0");
  finish(number);  // still for the template that was not customer-managed
  auto other_source = pending(number);
  other_source.is_customer_managed = true;
  other_source.source.key = "other.tar.gz";
  ASSERT_TRUE(keeper().finish_version(other_source, bundle_of(vpc, "other"), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::registration_in_progress);
}

TEST_P(LibraryRegistrations, MakeAVersionOfTheSameContent) {
  const auto first = begin();
  const auto second = begin(1);
  for (const auto number : {first, second})
    ASSERT_TRUE(keeper().finish_version(pending(number), bundle_of(vpc, "same"), "key").has_value());
  EXPECT_EQ(version(second).status, VersionStatus::draft);
}

TEST_P(LibraryRegistrations, FailWhereTheyBreakTheVersionBefore) {
  draft();
  const auto number = begin(1);
  ASSERT_TRUE(keeper().finish_version(pending(number), breaking_bundle(), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::registration_failed);
  EXPECT_THAT(version(number).status_message, StartsWith("not compatible with version 1.0: "));
  EXPECT_THAT(version(number).status_message, HasSubstr("output VpcId"));
  EXPECT_EQ(version(number).digest, "");
}

TEST_P(LibraryRegistrations, MayBreakWhatAnotherMajorOffers) {
  draft();
  const auto number = begin();
  ASSERT_TRUE(keeper().finish_version(pending(number), breaking_bundle(), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::draft);
}

TEST_P(LibraryRegistrations, AreNotComparedWithVersionsThatAreNot) {
  begin();
  ASSERT_TRUE(keeper().fail_version(pending(begin(1)), "no").has_value());
  const auto number = begin(1);
  ASSERT_TRUE(keeper().finish_version(pending(number), breaking_bundle(), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::draft);
}

TEST_P(LibraryRegistrations, AreComparedWithTheVersionBeforeEvenIfALaterOneIsThere) {
  draft();
  const auto middle = begin(1);
  ASSERT_TRUE(keeper().finish_version(pending(begin(1)), bundle_of(vpc, "last", {"cidr", "name"}), "key").has_value());
  finish(middle);
  EXPECT_EQ(version(middle).status, VersionStatus::draft);
}

TEST_P(LibraryRegistrations, OnlyWarnOfABreakWhereSoConfigured) {
  set_up({.options = {.compatibility = Compatibility::warn}});
  draft();
  const auto number = begin(1);
  ASSERT_TRUE(keeper().finish_version(pending(number), breaking_bundle(), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::draft);
  EXPECT_THAT(version(number).status_message, StartsWith("warning: "));
  EXPECT_THAT(version(number).status_message, HasSubstr("not compatible with version 1.0"));
}

TEST_P(LibraryRegistrations, DoNotMoveToAnotherMajor) {
  set_up({.options = {.compatibility = Compatibility::next_major}});
  draft();
  const auto number = begin(1);
  ASSERT_TRUE(keeper().finish_version(pending(number), breaking_bundle(), "key").has_value());
  EXPECT_EQ(version(number).status, VersionStatus::registration_failed);
  EXPECT_THAT(version(number).status_message, HasSubstr("only what is pushed"));
  EXPECT_EQ(listed().size(), 2U);
}

}  // namespace
}  // namespace baryon::registry
