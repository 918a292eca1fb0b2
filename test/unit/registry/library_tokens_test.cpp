#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

using namespace std::chrono_literals;

TEST_P(LibraryTokens, GiveTheFirstResultAgain) {
  const auto first = library().begin_version(wanted({}, "token")).value();
  pass(1h);
  const auto again = library().begin_version(wanted({}, "token")).value();
  EXPECT_EQ(again.number, first.number);
  EXPECT_EQ(again.created_at, first.created_at);
  EXPECT_EQ(listed().size(), 1U);
}

TEST_P(LibraryTokens, GiveTheFirstResultAsItIsNow) {
  const auto first = library().begin_version(wanted({}, "token")).value();
  finish(first.number);
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->status, VersionStatus::draft);
}

TEST_P(LibraryTokens, MakeTheirOwnVersionsWhereTheyDiffer) {
  EXPECT_EQ(library().begin_version(wanted({}, "one"))->number.text(), "1.0");
  EXPECT_EQ(library().begin_version(wanted({}, "two"))->number.text(), "2.0");
  EXPECT_EQ(begin().text(), "3.0");  // none at all
  EXPECT_EQ(begin().text(), "4.0");
}

TEST_P(LibraryTokens, RefuseOtherParameters) {
  ASSERT_TRUE(library().begin_version(wanted({}, "token")).has_value());
  ASSERT_TRUE(library().create_template({.key = {.kind = TemplateKind::environment, .name = "other"}}).has_value());
  auto variants = std::vector<NewVersion>(6, wanted({}, "token"));
  variants[0].template_key.name = "other";
  variants[1].major = 1;
  variants[2].description = "other";
  variants[3].source.bucket = "other";
  variants[4].source.key = "other";
  variants[5].tags = {{.key = "a", .value = "b"}};
  for (const auto& other : variants) {
    const auto refused = library().begin_version(other);
    EXPECT_EQ(code_of(refused), ErrorCode::invalid);
    EXPECT_EQ(refused.error().message, "Idempotent parameter mismatch");
  }
}

TEST_P(LibraryTokens, RefuseOtherParametersOfAService) {
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  auto service = wanted_of_web();
  service.client_token = "token";
  ASSERT_TRUE(library().begin_version(service).has_value());
  auto variants = std::vector<NewVersion>(2, service);
  variants[0].compatible_environments = {{.name = "other", .major = 1}};
  variants[1].supported_component_sources = {"DIRECTLY_DEFINED"};
  for (const auto& other : variants) EXPECT_EQ(code_of(library().begin_version(other)), ErrorCode::invalid);
}

TEST_P(LibraryTokens, BelongToTheKind) {
  ASSERT_TRUE(library().create_template({.key = web}).has_value());
  ASSERT_TRUE(library().begin_version(wanted({}, "token")).has_value());
  auto service = wanted_of_web();
  service.client_token = "token";
  EXPECT_EQ(library().begin_version(service)->template_name, "web");
}

TEST_P(LibraryTokens, LastEightHours) {
  ASSERT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "1.0");
  pass(8h - 1ms);
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "1.0");
  pass(1ms);
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "2.0");
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "2.0");
  pass(8h);
  EXPECT_EQ(library().begin_version(wanted(2, "token"))->number.text(), "2.1");
}

TEST_P(LibraryTokens, EndWithTheirVersion) {
  ASSERT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "1.0");
  remove({.major = 1, .minor = 0});
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "2.0");
}

TEST_P(LibraryTokens, AreNotUsedUpByARefusal) {
  EXPECT_EQ(code_of(library().begin_version(wanted(7, "token"))), ErrorCode::not_found);
  EXPECT_EQ(library().begin_version(wanted({}, "token"))->number.text(), "1.0");
}

TEST_P(LibraryTokens, CountBeforeTheQuota) {
  set_up({.quotas = {.versions = 1}});
  ASSERT_TRUE(library().begin_version(wanted({}, "token")).has_value());
  EXPECT_TRUE(library().begin_version(wanted({}, "token")).has_value());
  EXPECT_EQ(code_of(library().begin_version(wanted({}, "other"))), ErrorCode::too_large);
}

}  // namespace
}  // namespace baryon::registry
