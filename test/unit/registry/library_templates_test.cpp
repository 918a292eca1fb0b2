#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

NewTemplate network() {
  return {.key = {.kind = TemplateKind::environment, .name = "network"},
          .display_name = "Network",
          .description = "Where all runs",
          .encryption_key = "arn:aws:kms:us-east-1:123456789012:key/1",
          .is_customer_managed = true,
          .tags = {{.key = "team", .value = "a"}, {.key = "cost", .value = "b"}}};
}

std::vector<std::string> names_of(const std::vector<Template>& templates) {
  std::vector<std::string> names;
  for (const auto& item : templates) names.push_back(item.name);
  return names;
}

TEST_P(LibraryTemplates, AreMadeWithEverythingThatWasGiven) {
  const auto made = library().create_template(network()).value();
  const auto found = library().template_of(network().key).value().value();
  for (const auto& item : {made, found}) {
    EXPECT_EQ(item.kind, TemplateKind::environment);
    EXPECT_EQ(item.name, "network");
    EXPECT_EQ(item.display_name, "Network");
    EXPECT_EQ(item.description, "Where all runs");
    EXPECT_EQ(item.encryption_key, network().encryption_key);
    EXPECT_TRUE(item.is_customer_managed);
    EXPECT_TRUE(item.owner.is_nobody());
    EXPECT_EQ(item.created_at, now());
    EXPECT_EQ(item.last_modified_at, now());
    EXPECT_EQ(item.version_count, 0);
    EXPECT_EQ(item.newest, "");
    EXPECT_EQ(item.recommended, "");
  }
  EXPECT_EQ(library().list_tags({.template_key = network().key}, "", 10)->size(), 2U);
}

TEST_P(LibraryTemplates, AreDisplayedByTheirNameWhereNothingElseIsGiven) {
  const auto found = library().template_of(vpc).value().value();
  EXPECT_EQ(found.display_name, "vpc");
  EXPECT_EQ(found.description, "");
  EXPECT_FALSE(found.is_customer_managed);
}

TEST_P(LibraryTemplates, MayShareANameAcrossKinds) {
  const TemplateKey service{.kind = TemplateKind::service, .name = "vpc"};
  EXPECT_FALSE(library().template_of(service).value().has_value());
  ASSERT_TRUE(library().create_template({.key = service, .description = "other"}).has_value());
  EXPECT_EQ(library().template_of(service).value().value().description, "other");
  EXPECT_EQ(library().template_of(vpc).value().value().description, "");
  auto version_of_service = wanted_of_web();
  version_of_service.template_key = service;
  ASSERT_TRUE(library().begin_version(version_of_service).has_value());
  EXPECT_THAT(listed(), IsEmpty());
  ASSERT_TRUE(library().delete_template(vpc).value().has_value());
  EXPECT_EQ(library().list_versions(service, {}, {}, 10)->size(), 1U);
}

TEST_P(LibraryTemplates, RefuseANameThatIsNone) {
  for (const auto& name : std::vector<std::string>{"", "-a", "a b", "a/b", "\xC3\xA4", std::string(101, 'a')})
    EXPECT_EQ(code_of(library().create_template({.key = {.kind = TemplateKind::service, .name = name}})),
              ErrorCode::invalid)
        << name;
}

TEST_P(LibraryTemplates, AreGivenAgainToTheSameRequest) {
  const auto made = library().create_template(network()).value();
  pass(1h);
  auto again = network();
  std::swap(again.tags[0], again.tags[1]);
  EXPECT_EQ(library().create_template(again)->created_at, made.created_at);
  EXPECT_EQ(library().create_template({.key = vpc, .display_name = "vpc"})->created_at, made.created_at);
}

TEST_P(LibraryTemplates, AreGivenAgainWithVersionsTheyGotMeanwhile) {
  published();
  EXPECT_EQ(library().create_template({.key = vpc})->recommended, "1.0");
}

TEST_P(LibraryTemplates, RefuseTheSameNameWithOtherParameters) {
  ASSERT_TRUE(library().create_template(network()).has_value());
  auto variants = std::vector<NewTemplate>(5, network());
  variants[0].display_name = "Other";
  variants[1].description = "";
  variants[2].encryption_key = "";
  variants[3].is_customer_managed = false;
  variants[4].tags[0].value = "c";
  for (const auto& other : variants) {
    const auto refused = library().create_template(other);
    EXPECT_EQ(code_of(refused), ErrorCode::invalid);
    EXPECT_EQ(refused.error().message, "Idempotent parameter mismatch");
  }
}

TEST_P(LibraryTemplates, ConflictOnceTheyWereModified) {
  ASSERT_TRUE(library().update_template(vpc, {.description = "new"}).has_value());
  EXPECT_EQ(code_of(library().create_template({.key = vpc})), ErrorCode::conflict);
  EXPECT_EQ(code_of(library().create_template({.key = vpc, .description = "new"})), ErrorCode::conflict);
}

TEST_P(LibraryTemplates, AreUpdatedInWhatIsGiven) {
  pass(1h);
  const auto described = library().update_template(vpc, {.description = "new"}).value();
  EXPECT_EQ(described.description, "new");
  EXPECT_EQ(described.display_name, "vpc");
  EXPECT_EQ(described.last_modified_at, now());
  EXPECT_EQ(described.created_at, now() - 1h);
  const auto named = library().update_template(vpc, {.display_name = "VPC"}).value();
  EXPECT_EQ(named.description, "new");
  EXPECT_EQ(named.display_name, "VPC");
  EXPECT_EQ(library().update_template(vpc, {.description = ""})->description, "");
}

TEST_P(LibraryTemplates, AreNotModifiedByAnUpdateThatChangesNothing) {
  pass(1h);
  for (const auto& update : {TemplateUpdate{}, TemplateUpdate{.display_name = "vpc", .description = ""}})
    EXPECT_EQ(library().update_template(vpc, update)->last_modified_at, now() - 1h);
  EXPECT_TRUE(library().create_template({.key = vpc}).has_value());
}

TEST_P(LibraryTemplates, AreNotFoundWhereThereAreNone) {
  EXPECT_FALSE(library().template_of(web).value().has_value());
  const auto refused = library().update_template(web, {.description = "x"});
  EXPECT_EQ(code_of(refused), ErrorCode::not_found);
  EXPECT_EQ(refused.error().message, "service template 'web' does not exist");
}

TEST_P(LibraryTemplates, AreListedByNameInPages) {
  for (const auto* const name : {"b", "a", "c", "B"})
    ASSERT_TRUE(library().create_template({.key = {.kind = TemplateKind::service, .name = name}}).has_value());
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::service, "", 10)), ElementsAre("B", "a", "b", "c"));
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::service, "", 2)), ElementsAre("B", "a"));
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::service, "a", 2)), ElementsAre("b", "c"));
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::service, "bb", 2)), ElementsAre("c"));
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::service, "c", 2)), IsEmpty());
  EXPECT_THAT(names_of(*library().list_templates(TemplateKind::environment, "", 10)), ElementsAre("vpc"));
}

TEST_P(LibraryTemplates, AreListedWithTheirRecommendedVersion) {
  published();
  draft();
  EXPECT_EQ(library().list_templates(TemplateKind::environment, "", 10)->at(0).recommended, "1.0");
}

TEST_P(LibraryTemplates, AreDeletedOnlyWithoutVersions) {
  const auto number = begin();
  const auto refused = library().delete_template(vpc);
  EXPECT_EQ(code_of(refused), ErrorCode::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("it has 1 version"));
  remove(number);
  const auto deleted = library().delete_template(vpc).value();
  ASSERT_TRUE(deleted.has_value());
  EXPECT_EQ(deleted->name, "vpc");
  EXPECT_FALSE(library().template_of(vpc).value().has_value());
}

TEST_P(LibraryTemplates, MayBeDeletedTwice) {
  ASSERT_TRUE(library().delete_template(vpc).value().has_value());
  EXPECT_FALSE(library().delete_template(vpc).value().has_value());
}

TEST_P(LibraryTemplates, StartAnewAfterTheirDeletion) {
  ASSERT_TRUE(library().tag({.template_key = vpc}, {{.key = "old", .value = "1"}}).has_value());
  remove(draft());
  ASSERT_TRUE(library().delete_template(vpc).value().has_value());
  ASSERT_TRUE(library().create_template({.key = vpc, .description = "other"}).has_value());
  EXPECT_TRUE(library().list_tags({.template_key = vpc}, "", 10)->empty());
  EXPECT_EQ(begin().text(), "1.0");
}

TEST_P(LibraryTemplates, AreCountedByKind) {
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  ASSERT_TRUE(library().create_template(network()).has_value());
  const auto counts = library().counts().value();
  EXPECT_EQ(counts.environment_templates, 2);
  EXPECT_EQ(counts.service_templates, 1);
}

TEST_P(LibraryTemplates, HaveAQuotaForBothKindsTogether) {
  set_up({.quotas = {.templates = 3}});
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  ASSERT_TRUE(library().create_template(network()).has_value());
  EXPECT_EQ(code_of(library().create_template({.key = {.kind = TemplateKind::service, .name = "api"}})),
            ErrorCode::too_large);
  EXPECT_TRUE(library().create_template(network()).has_value());
  ASSERT_TRUE(library().delete_template(web).has_value());
  EXPECT_TRUE(library().create_template({.key = {.kind = TemplateKind::service, .name = "api"}}).has_value());
}

}  // namespace
}  // namespace baryon::registry
