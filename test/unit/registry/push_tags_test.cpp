#include "registry/push_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baryon::registry {
namespace {

using testing::Contains;
using testing::SizeIs;

Submission submission() {
  return {.owner = {.forge = "bitbucket", .repository_id = 7, .project = "~jdoe", .slug = "infra"},
          .bundle = {.template_name = "vpc",
                     .major = 2,
                     .directory = "vpc/v2",
                     .digest = std::string(64, 'd'),
                     .engine = "cloudformation",
                     .outputs = std::vector<std::string>{"SubnetId", "VpcId"}},
          .bundle_key = "~jdoe/c/vpc/v2.tar.gz",
          .description = {},
          .ref = "refs/heads/feature/a b",
          .commit = std::string(40, '1'),
          .run = "01JDNYQ5"};
}

bool fits(const Tag& tag) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" _.:/=+-@").contains(c);
  };
  return !tag.key.empty() && tag.key.size() <= 128 && !tag.value.empty() && tag.value.size() <= 256 &&
         std::ranges::all_of(tag.key, is_allowed) && std::ranges::all_of(tag.value, is_allowed);
}

TEST(PushTags, TellWhereAVersionCameFrom) {
  const auto tags = push_tags::of_version(submission(), true);
  EXPECT_TRUE(std::ranges::all_of(tags, fits));
  EXPECT_THAT(tags, Contains(Tag{.key = "baryon:commit", .value = std::string(40, '1')}));
  EXPECT_THAT(tags, Contains(Tag{.key = "baryon:repository", .value = "=7Ejdoe/infra"}));
  const auto read = push_tags::read_version(tags).value();
  EXPECT_EQ(read.digest, std::string(64, 'd'));
  EXPECT_EQ(read.commit, std::string(40, '1'));
  EXPECT_EQ(read.repository, "~jdoe/infra");
  EXPECT_EQ(read.ref, "refs/heads/feature/a b");
  EXPECT_EQ(read.directory, "vpc/v2");
  EXPECT_EQ(read.directory_major(), 2);
  EXPECT_EQ(read.bundle_key, "~jdoe/c/vpc/v2.tar.gz");
  EXPECT_EQ(read.run, "01JDNYQ5");
  EXPECT_EQ(read.engine, "cloudformation");
  EXPECT_EQ(read.outputs, (std::vector<std::string>{"SubnetId", "VpcId"}));
  EXPECT_TRUE(read.is_published_at_once);
}

TEST(PushTags, TellNothingOfAVersionMadeByHand) {
  EXPECT_FALSE(push_tags::read_version({}).has_value());
  EXPECT_FALSE(push_tags::read_version({{.key = "team", .value = "a"}}).has_value());
  // What it inherits from a template that was pushed.
  EXPECT_FALSE(push_tags::read_version(push_tags::of_template(submission().owner)).has_value());
}

TEST(PushTags, TellOutputsThatAreNoneFromThoseNotKnown) {
  auto given = submission();
  given.bundle.outputs = std::vector<std::string>{};
  EXPECT_EQ(push_tags::read_version(push_tags::of_version(given, false))->outputs, std::vector<std::string>{});
  given.bundle.outputs = std::nullopt;
  EXPECT_EQ(push_tags::read_version(push_tags::of_version(given, false))->outputs, std::nullopt);
}

TEST(PushTags, LeaveOutputsOutThatAreTooMany) {
  auto given = submission();
  given.bundle.outputs = std::vector<std::string>(400, "AnOutputOfSomeLength");
  const auto tags = push_tags::of_version(given, false);
  EXPECT_LT(tags.size(), 50U);
  EXPECT_EQ(push_tags::read_version(tags)->outputs, std::nullopt);
}

TEST(PushTags, ForgetOutputsOfWhichAPartIsGone) {
  auto given = submission();
  given.bundle.outputs = std::vector<std::string>(40, "AnOutputOfSomeLength");
  auto tags = push_tags::of_version(given, false);
  EXPECT_EQ(push_tags::read_version(tags)->outputs, given.bundle.outputs);
  std::erase_if(tags, [](const Tag& tag) { return tag.key == "baryon:outputs:2"; });
  EXPECT_EQ(push_tags::read_version(tags)->outputs, std::nullopt);
}

TEST(PushTags, TellWhoseATemplateIs) {
  const auto tags = push_tags::of_template(submission().owner);
  EXPECT_THAT(tags, SizeIs(2));
  EXPECT_TRUE(std::ranges::all_of(tags, fits));
  const auto owner = push_tags::read_owner(tags);
  EXPECT_EQ(owner.forge, "bitbucket");
  EXPECT_EQ(owner.repository_id, 7);
  EXPECT_EQ(owner.path(), "~jdoe/infra");
}

TEST(PushTags, TellOfNobodyWhereTheyAreNotWhole) {
  for (const auto& tags : std::vector<std::vector<Tag>>{
           {},
           {{.key = "baryon:owner", .value = "bitbucket:7"}},
           {{.key = "baryon:repository", .value = "A/b"}},
           {{.key = "baryon:owner", .value = "bitbucket"}, {.key = "baryon:repository", .value = "A/b"}},
           {{.key = "baryon:owner", .value = "bitbucket:x"}, {.key = "baryon:repository", .value = "A/b"}},
           {{.key = "baryon:owner", .value = "bitbucket:7"}, {.key = "baryon:repository", .value = "b"}}})
    EXPECT_TRUE(push_tags::read_owner(tags).is_nobody());
}

TEST(PushTags, AreReadWhateverSomebodyWroteThere) {
  const auto read = push_tags::read_version({{.key = "baryon:digest", .value = "=4"},
                                             {.key = "baryon:ref", .value = "=zz="},
                                             {.key = "baryon:outputs", .value = "9/a"},
                                             {.key = "baryon:directory", .value = "v01"}})
                        .value();
  EXPECT_EQ(read.digest, "=4");
  EXPECT_EQ(read.ref, "=zz=");
  EXPECT_EQ(read.outputs, std::nullopt);
  EXPECT_EQ(read.directory_major(), 0);
}

RC_GTEST_PROP(PushTags, ReadBackWhatTheyWrite,
              (const std::string& ref, const std::string& directory, const std::vector<std::string>& outputs)) {
  auto given = submission();
  given.ref = ref;
  given.bundle.directory = directory;
  given.bundle.outputs = outputs;
  const auto tags = push_tags::of_version(given, false);
  RC_ASSERT(std::ranges::all_of(tags, fits));
  const auto read = push_tags::read_version(tags);
  RC_ASSERT(read && read->ref == ref && read->directory == directory);
  RC_ASSERT(!read->outputs || read->outputs == outputs);
}

}  // namespace
}  // namespace baryon::registry
