#include "registry/embedded_registry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "registry/lists.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

Submission submission(const std::string& name, std::int64_t major, const std::string& digest) {
  return {.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
          .bundle = {.template_name = name,
                     .kind = TemplateKind::service,
                     .major = major,
                     .directory = name + "/v" + std::to_string(major),
                     .digest = digest,
                     .schema = "schema: {}\n",
                     .compatible_environments = {{.name = "vpc", .major = 2}},
                     .supported_component_sources = {"DIRECTLY_DEFINED"}},
          .bundle_key = "PLAT/c/" + name + ".tar.gz",
          .description = "[1234567] words",
          .ref = "refs/heads/main",
          .commit = std::string(40, '1')};
}

class Embedded : public ::testing::Test {
 protected:
  Registration submit(const Submission& submission, Publish publish = Publish::draft) {
    const auto done = EmbeddedRegistry(*database_, clock_, {.publish = publish}).submit(submission);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
    clock_.advance(std::chrono::seconds(1));
    return done.value_or(Registration{});
  }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  EmbeddedRegistry registry_{*database_, clock_, {}};
};

TEST_F(Embedded, NumbersVersionsByContent) {
  EXPECT_EQ(submit(submission("web", 1, "a")).outcome, Outcome::new_template);
  EXPECT_EQ(submit(submission("web", 1, "a")).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(submission("web", 1, "b")).outcome, Outcome::new_minor);
  EXPECT_EQ(submit(submission("web", 1, "a")).number.text(), "1.2");  // only the newest counts
  EXPECT_EQ(submit(submission("web", 3, "a")).outcome, Outcome::new_major);
  EXPECT_EQ(submit(submission("web", 2, "a")).number.text(), "2.0");
  EXPECT_EQ((**registry_.find_template("web")).newest, "3.0");
}

TEST_F(Embedded, KeepsEverythingOfAVersion) {
  const auto given = submission("web", 1, "d1");
  submit(given);
  const auto version = **registry_.find_version("web", VersionNumber{.major = 1, .minor = 0});
  EXPECT_EQ(version.kind, TemplateKind::service);
  EXPECT_EQ(version.digest, "d1");
  EXPECT_EQ(version.schema, given.bundle.schema);
  EXPECT_EQ(version.compatible_environments, given.bundle.compatible_environments);
  EXPECT_EQ(version.supported_component_sources, given.bundle.supported_component_sources);
  EXPECT_EQ(version.bundle_key, given.bundle_key);
  EXPECT_EQ(version.description, given.description);
  EXPECT_EQ(version.ref, given.ref);
  EXPECT_EQ(version.commit, given.commit);
  EXPECT_EQ(version.directory, "web/v1");
  EXPECT_EQ(version.status, VersionStatus::draft);
}

TEST_F(Embedded, PublishesAtOnceWhereSoConfigured) {
  submit(submission("web", 1, "a"));
  EXPECT_EQ((**registry_.find_template("web")).recommended, "");
  submit(submission("web", 1, "b"), Publish::automatic);
  submit(submission("web", 1, "c"));
  const auto found = **registry_.find_template("web");
  EXPECT_EQ(found.recommended, "1.1");
  EXPECT_EQ(found.newest, "1.2");
  EXPECT_EQ(found.version_count, 3);
}

TEST_F(Embedded, OrdersMinorsAsNumbers) {
  for (int i = 0; i < 12; ++i) submit(submission("web", 1, std::to_string(i)));
  submit(submission("web", 10, "x"));
  submit(submission("web", 9, "x"));
  const auto versions = *registry_.versions("web");
  ASSERT_EQ(versions.size(), 14U);
  EXPECT_EQ(versions[11].number.text(), "1.11");
  EXPECT_EQ(versions[13].number.text(), "10.0");
  EXPECT_TRUE(versions[0].schema.empty());
  EXPECT_EQ((**registry_.find_version("web", std::nullopt)).number.text(), "10.0");
}

TEST_F(Embedded, PlansWithoutDoing) {
  EXPECT_EQ(registry_.plan(submission("web", 1, "a"))->outcome, Outcome::new_template);
  EXPECT_TRUE(registry_.templates()->empty());
}

TEST_F(Embedded, LetsOnlyItsOwnerAddToATemplate) {
  submit(submission("web", 1, "a"));
  auto foreign = submission("web", 1, "b");
  foreign.owner = {.forge = "bitbucket", .repository_id = 8, .project = "APPS", .slug = "shop"};
  const auto refused = registry_.submit(foreign);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_TRUE(refused.error().message.contains("PLAT/infra") && refused.error().message.contains("APPS/shop"));
  foreign.owner = {.forge = "local", .repository_id = 0, .project = "local", .slug = "infra"};
  EXPECT_EQ(registry_.plan(foreign).error().code, ErrorCode::conflict);
}

TEST_F(Embedded, TellsLocalSourcesApartByName) {
  auto local = submission("web", 1, "a");
  local.owner = {.forge = "local", .repository_id = 0, .project = "local", .slug = "one"};
  submit(local);
  local.bundle.digest = "b";
  EXPECT_EQ(submit(local).outcome, Outcome::new_minor);
  local.owner.slug = "two";
  EXPECT_EQ(registry_.submit(local).error().code, ErrorCode::conflict);
}

TEST_F(Embedded, DoesNotChangeAKind) {
  submit(submission("web", 1, "a"));
  auto other = submission("web", 2, "b");
  other.bundle.kind = TemplateKind::environment;
  EXPECT_EQ(registry_.submit(other).error().code, ErrorCode::conflict);
}

TEST_F(Embedded, ListsTemplatesByName) {
  for (const auto* const name : {"web", "api", "queue"}) submit(submission(name, 1, "a"));
  std::vector<std::string> names;
  const auto templates = registry_.templates();
  for (const auto& item : *templates) names.push_back(item.name);
  EXPECT_EQ(names, (std::vector<std::string>{"api", "queue", "web"}));
}

TEST_F(Embedded, FindsVersionsByTheBeginningOfACommit) {
  submit(submission("web", 1, "a"));
  EXPECT_EQ(registry_.versions_of_commit("1111111")->size(), 1U);
  EXPECT_TRUE(registry_.versions_of_commit("1111112")->empty());
}

TEST_F(Embedded, KnowsNothingOfWhatIsNotThere) {
  EXPECT_FALSE(registry_.find_template("web")->has_value());
  EXPECT_TRUE(registry_.versions("web")->empty());
  EXPECT_FALSE(registry_.find_version("web", std::nullopt)->has_value());
  submit(submission("web", 1, "a"));
  EXPECT_FALSE(registry_.find_version("web", VersionNumber{.major = 1, .minor = 1})->has_value());
}

TEST_F(Embedded, MakesOneVersionOfManyIdenticalSubmissions) {
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([this] {
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(registry_.submit(submission("web", 1, "same")).has_value());
      });
  }
  EXPECT_EQ(registry_.versions("web")->size(), 1U);
}

TEST(VersionNumber, ReadsMajorAndMinor) {
  EXPECT_EQ(parse_version_number("1.0"), (VersionNumber{.major = 1, .minor = 0}));
  EXPECT_EQ(parse_version_number("12.345")->text(), "12.345");
  for (const auto* const text : {"", "1", "1.", ".1", "1.0.0", "v1.0", "-1.0", "01.0", "1.00", "1.x", " 1.0"})
    EXPECT_EQ(parse_version_number(text).error().code, ErrorCode::invalid) << text;
}

TEST(Lists, RefuseWhatIsNone) {
  for (const auto* const json : {"", "{}", "[{\"name\": 1}]", "[{\"name\": \"x\"}]", "[1]", "[\"x\"", "null"}) {
    EXPECT_EQ(environments_from_json(json).error().code, ErrorCode::corrupt) << json;
  }
  EXPECT_EQ(texts_from_json("[1]").error().code, ErrorCode::corrupt);
  EXPECT_TRUE(texts_from_json("[]")->empty());
}

RC_GTEST_PROP(Lists, ReadBackWhatTheyWrite, (const std::vector<std::int64_t>& majors)) {
  std::vector<CompatibleEnvironment> environments;
  for (const auto major : majors)
    environments.push_back({.name = "\"\\" + std::string(static_cast<std::size_t>(major & 7), '/'), .major = major});
  RC_ASSERT(environments_from_json(to_json(environments)).value() == environments);
}

}  // namespace
}  // namespace baryon::registry
