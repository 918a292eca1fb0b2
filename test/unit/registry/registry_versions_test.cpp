#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "unit/registry/registry_suite.h"

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
          .description = "[1111111] words",
          .ref = "refs/heads/main",
          .commit = std::string(40, '1')};
}

TEST_P(RegistryVersions, NumbersVersionsByContent) {
  EXPECT_EQ(submit(submission("web", 1, "a")).outcome, Outcome::new_template);
  EXPECT_EQ(submit(submission("web", 1, "a")).outcome, Outcome::unchanged);
  EXPECT_EQ(submit(submission("web", 1, "b")).outcome, Outcome::new_minor);
  EXPECT_EQ(submit(submission("web", 1, "a")).number.text(), "1.2");  // only the newest counts
  EXPECT_EQ(submit(submission("web", 2, "a")).outcome, Outcome::new_major);
  EXPECT_EQ(submit(submission("web", 3, "a")).number.text(), "3.0");
  EXPECT_EQ((**registry().find_template("web")).newest, "3.0");
}

TEST_P(RegistryVersions, FindsWhatAnEarlierAttemptMadeThoughItIsNotTheNewestAnyMore) {
  auto first = submission("web", 1, "a");
  first.run = "first";
  auto other = submission("web", 1, "b");
  other.run = "other";
  submit(first);
  submit(other);
  const auto again = submit(first);
  EXPECT_EQ(again.outcome, Outcome::unchanged);
  EXPECT_EQ(again.number.text(), "1.0");
  EXPECT_EQ(again.reason, "an earlier attempt made version 1.0 of it");
  EXPECT_EQ(registry().plan(first)->outcome, Outcome::unchanged);
  EXPECT_EQ(registry().versions("web")->size(), 2U);
}

TEST_P(RegistryVersions, MakesTheContentOfAnotherRunAgain) {
  auto pushed = submission("web", 1, "a");
  pushed.run = "first";
  submit(pushed);
  submit(submission("web", 1, "b"));
  pushed.run = "second";  // the branch went back to that commit
  EXPECT_EQ(submit(pushed).number.text(), "1.2");
  pushed.bundle.digest = "c";  // the commit's archive has changed
  EXPECT_EQ(submit(pushed).number.text(), "1.3");
}

TEST_P(RegistryVersions, KeepsEverythingOfAVersion) {
  const auto given = submission("web", 1, "d1");
  submit(given);
  const auto version = **registry().find_version("web", VersionNumber{.major = 1, .minor = 0});
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

TEST_P(RegistryVersions, PublishesAtOnceWhereSoConfigured) {
  submit(submission("web", 1, "a"));
  EXPECT_EQ((**registry().find_template("web")).recommended, "");
  submit(submission("web", 1, "b"), Publish::automatic);
  submit(submission("web", 1, "c"));
  const auto found = **registry().find_template("web");
  EXPECT_EQ(found.recommended, "1.1");
  EXPECT_EQ(found.newest, "1.2");
  EXPECT_EQ(found.version_count, 3);
}

TEST_P(RegistryVersions, OrdersMinorsAsNumbers) {
  for (int i = 0; i < 12; ++i) submit(submission("web", 1, std::to_string(i)));
  for (int major = 2; major <= 10; ++major) submit(submission("web", major, "x"));
  const auto versions = *registry().versions("web");
  ASSERT_EQ(versions.size(), 21U);
  EXPECT_EQ(versions[11].number.text(), "1.11");
  EXPECT_EQ(versions[20].number.text(), "10.0");
  EXPECT_TRUE(versions[0].schema.empty());
  EXPECT_EQ((**registry().find_version("web", std::nullopt)).number.text(), "10.0");
}

TEST_P(RegistryVersions, PlansWithoutDoing) {
  EXPECT_EQ(registry().plan(submission("web", 1, "a"))->outcome, Outcome::new_template);
  EXPECT_TRUE(registry().templates()->empty());
}

TEST_P(RegistryVersions, LetsOnlyItsOwnerAddToATemplate) {
  submit(submission("web", 1, "a"));
  auto foreign = submission("web", 1, "b");
  foreign.owner = {.forge = "bitbucket", .repository_id = 8, .project = "APPS", .slug = "shop"};
  const auto refused = registry().submit(foreign);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_TRUE(refused.error().message.contains("PLAT/infra") && refused.error().message.contains("APPS/shop"));
  foreign.owner = {.forge = "local", .repository_id = 0, .project = "local", .slug = "infra"};
  EXPECT_EQ(registry().plan(foreign).error().code, ErrorCode::conflict);
}

TEST_P(RegistryVersions, TellsLocalSourcesApartByName) {
  auto local = submission("web", 1, "a");
  local.owner = {.forge = "local", .repository_id = 0, .project = "local", .slug = "one"};
  submit(local);
  local.bundle.digest = "b";
  EXPECT_EQ(submit(local).outcome, Outcome::new_minor);
  local.owner.slug = "two";
  EXPECT_EQ(registry().submit(local).error().code, ErrorCode::conflict);
}

TEST_P(RegistryVersions, DoesNotChangeAKind) {
  submit(submission("web", 1, "a"));
  auto other = submission("web", 2, "b");
  other.bundle.kind = TemplateKind::environment;
  EXPECT_EQ(registry().submit(other).error().code, ErrorCode::conflict);
}

TEST_P(RegistryVersions, ListsTemplatesByName) {
  for (const auto* const name : {"web", "api", "queue"}) submit(submission(name, 1, "a"));
  std::vector<std::string> names;
  const auto templates = registry().templates();
  for (const auto& item : *templates) names.push_back(item.name);
  EXPECT_EQ(names, (std::vector<std::string>{"api", "queue", "web"}));
}

TEST_P(RegistryVersions, FindsVersionsByTheBeginningOfACommit) {
  submit(submission("web", 1, "a"));
  EXPECT_EQ(registry().versions_of_commit("1111111")->size(), 1U);
  EXPECT_TRUE(registry().versions_of_commit("1111112")->empty());
}

TEST_P(RegistryVersions, KnowsNothingOfWhatIsNotThere) {
  EXPECT_FALSE(registry().find_template("web")->has_value());
  EXPECT_TRUE(registry().versions("web")->empty());
  EXPECT_FALSE(registry().find_version("web", std::nullopt)->has_value());
  submit(submission("web", 1, "a"));
  EXPECT_FALSE(registry().find_version("web", VersionNumber{.major = 1, .minor = 1})->has_value());
}

TEST_P(RegistryVersions, MakesOneVersionOfManyIdenticalSubmissions) {
  const auto same = submission("web", 1, "same");
  store(same);
  const auto until_done = [&] {
    auto done = registry().submit(same);
    while (!done && done.error().retryable) done = registry().submit(same);
    return done;
  };
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(until_done().has_value());
      });
  }
  EXPECT_EQ(registry().versions("web")->size(), 1U);
}

}  // namespace
}  // namespace baryon::registry
