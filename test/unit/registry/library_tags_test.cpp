#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ResourceKey the_template{.template_key = vpc};
const ResourceKey first_version{.template_key = vpc, .version = VersionNumber{.major = 1, .minor = 0}};

std::vector<Tag> numbered(int from, int to) {
  std::vector<Tag> tags;
  for (int i = from; i < to; ++i) tags.push_back({.key = "k" + std::to_string(100 + i), .value = "v"});
  return tags;
}

TEST_P(LibraryTags, AreAddedAndReplaced) {
  ASSERT_TRUE(library().tag(the_template, {{.key = "b", .value = "1"}, {.key = "a", .value = "2"}}).has_value());
  ASSERT_TRUE(library().tag(the_template, {{.key = "B", .value = ""}, {.key = "b", .value = "3"}}).has_value());
  EXPECT_THAT(*library().list_tags(the_template, "", 10),
              ElementsAre(Tag{.key = "B", .value = ""}, Tag{.key = "a", .value = "2"}, Tag{.key = "b", .value = "3"}));
}

TEST_P(LibraryTags, AreListedInPages) {
  ASSERT_TRUE(library().tag(the_template, numbered(0, 3)).has_value());
  EXPECT_EQ(library().list_tags(the_template, "", 2)->size(), 2U);
  EXPECT_THAT(*library().list_tags(the_template, "k101", 2), ElementsAre(Tag{.key = "k102", .value = "v"}));
  EXPECT_THAT(*library().list_tags(the_template, "k102", 2), IsEmpty());
}

TEST_P(LibraryTags, AreRemovedByKey) {
  ASSERT_TRUE(library().tag(the_template, {{.key = "a", .value = "1"}, {.key = "b", .value = "2"}}).has_value());
  ASSERT_TRUE(library().untag(the_template, {"a", "not-there"}).has_value());
  EXPECT_THAT(*library().list_tags(the_template, "", 10), ElementsAre(Tag{.key = "b", .value = "2"}));
}

TEST_P(LibraryTags, NeedAResource) {
  for (const auto& resource : {ResourceKey{.template_key = web}, first_version}) {
    EXPECT_EQ(code_of(library().tag(resource, {{.key = "a", .value = "b"}})), ErrorCode::not_found);
    EXPECT_EQ(code_of(library().untag(resource, {"a"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(library().list_tags(resource, "", 10)), ErrorCode::not_found);
  }
}

TEST_P(LibraryTags, OfATemplateGoToVersionsMadeLater) {
  begin();
  ASSERT_TRUE(library().tag(the_template, {{.key = "team", .value = "a"}, {.key = "cost", .value = "b"}}).has_value());
  EXPECT_THAT(*library().list_tags(first_version, "", 10), IsEmpty());
  auto second = wanted(1);
  second.tags = {{.key = "team", .value = "own"}, {.key = "more", .value = "c"}};
  const auto number = library().begin_version(second)->number;
  EXPECT_THAT(*library().list_tags({.template_key = vpc, .version = number}, "", 10),
              ElementsAre(Tag{.key = "cost", .value = "b"}, Tag{.key = "more", .value = "c"},
                          Tag{.key = "team", .value = "own"}));
  ASSERT_TRUE(library().untag(the_template, {"cost"}).has_value());
  EXPECT_EQ(library().list_tags({.template_key = vpc, .version = number}, "", 10)->size(), 3U);
}

TEST_P(LibraryTags, GoWithTheirResource) {
  begin();
  ASSERT_TRUE(library().tag(first_version, {{.key = "a", .value = "b"}}).has_value());
  remove({.major = 1, .minor = 0});
  EXPECT_EQ(code_of(library().list_tags(first_version, "", 10)), ErrorCode::not_found);
  EXPECT_THAT(*library().list_tags(the_template, "", 10), IsEmpty());
}

TEST_P(LibraryTags, AreFiftyAtMost) {
  ASSERT_TRUE(library().tag(the_template, numbered(0, 50)).has_value());
  EXPECT_TRUE(library().tag(the_template, numbered(0, 50)).has_value());
  EXPECT_EQ(code_of(library().tag(the_template, numbered(50, 51))), ErrorCode::too_large);
  EXPECT_EQ(library().list_tags(the_template, "", 100)->size(), 50U);
  auto one_more = wanted();
  one_more.tags = numbered(50, 51);
  EXPECT_EQ(code_of(library().begin_version(one_more)), ErrorCode::too_large);
  EXPECT_TRUE(library().begin_version(wanted()).has_value());
}

TEST_P(LibraryTags, RefuseReservedKeys) {
  for (const auto* const key : {"aws:", "aws:proton:template", "AWS:x"}) {
    EXPECT_EQ(code_of(library().tag(the_template, {{.key = "a", .value = "b"}, {.key = key, .value = "x"}})),
              ErrorCode::invalid);
    EXPECT_EQ(code_of(library().untag(the_template, {key})), ErrorCode::invalid);
    EXPECT_EQ(code_of(library().create_template({.key = web, .tags = {{.key = key, .value = "x"}}})),
              ErrorCode::invalid);
  }
  EXPECT_THAT(*library().list_tags(the_template, "", 10), IsEmpty());
  EXPECT_FALSE(library().template_of(web).value().has_value());
  EXPECT_TRUE(library().tag(the_template, {{.key = "aws", .value = "x"}, {.key = "awsome", .value = "x"}}).has_value());
}

TEST_P(LibraryTags, RefuseAKeyGivenTwice) {
  EXPECT_EQ(code_of(library().tag(the_template, {{.key = "a", .value = "1"}, {.key = "a", .value = "1"}})),
            ErrorCode::invalid);
}

}  // namespace
}  // namespace baryon::registry
