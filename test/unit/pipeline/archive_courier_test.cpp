#include "pipeline/archive_courier.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/forge/forge_double.h"
#include "unit/store/store_double.h"
#include "unit/store/temporary_directory.h"

namespace baryon::pipeline {
namespace {

using Call = forge::ForgeDouble::Call;
using What = ArchiveCourier::What;

const forge::Repository repository{.id = 7, .project = "PLAT", .slug = "infra"};
const std::string main_branch = "refs/heads/main";
const std::string first(40, 'a');
const std::string second(40, 'b');

forge::Event push_of(const std::string& commit, const std::string& ref = main_branch) {
  return {.kind = forge::EventKind::refs_changed,
          .key = "repo:refs_changed",
          .repository = repository,
          .changes = {{.ref = ref, .kind = forge::RefKind::branch, .type = forge::ChangeType::update, .to = commit}}};
}

class ArchiveCourierTest : public ::testing::Test {
 protected:
  std::vector<ArchiveCourier::Outcome> bring(const forge::Event& event, Rules rules = {}) {
    ArchiveCourier courier(forge_, store_, {.rules = std::move(rules), .spool_directory = directory_.path()});
    auto outcomes = courier.bring(event);
    EXPECT_TRUE(outcomes) << outcomes.error().text();
    return outcomes.value_or(std::vector<ArchiveCourier::Outcome>());
  }

  std::string stored(const std::string& key) {
    std::string content;
    const auto got = store_.get(key, [&](ByteView piece) -> Result<void> {
      content.append(piece.begin(), piece.end());
      return {};
    });
    return got ? content : "not there";
  }

  store::TemporaryDirectory directory_;
  forge::ForgeDouble forge_;
  store::StoreDouble store_;
};

TEST_F(ArchiveCourierTest, StoresTheArchiveWithItsNames) {
  forge_.push(repository, main_branch, first, "archive");
  const auto outcomes = bring(push_of(first));
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].what, What::stored);
  const auto key = "PLAT/" + first + ".tar.gz";
  EXPECT_EQ(stored(key), "archive");
  EXPECT_EQ(
      store_.head(key)->metadata,
      (store::Metadata{{"projectname", "PLAT"}, {"reponame", "infra"}, {"commithash", first}, {"branch", "main"}}));
}

TEST_F(ArchiveCourierTest, DoesNotFetchAgainWhatTheStoreHas) {
  forge_.push(repository, main_branch, first, "archive");
  bring(push_of(first));
  EXPECT_EQ(bring(push_of(first))[0].what, What::known);
  EXPECT_EQ(forge_.calls(Call::archive), 1);
}

TEST_F(ArchiveCourierTest, FetchesAgainForAnotherRepositoryWithTheSameCommit) {
  const forge::Repository fork{.id = 8, .project = "PLAT", .slug = "fork"};
  forge_.push(repository, main_branch, first, "archive");
  forge_.push(fork, main_branch, first, "archive");
  bring(push_of(first));
  auto event = push_of(first);
  event.repository = fork;
  EXPECT_EQ(bring(event)[0].what, What::stored);
}

TEST_F(ArchiveCourierTest, BringsTheHeadWhereTheDeliveryIsLate) {
  forge_.push(repository, main_branch, first, "first");
  forge_.push(repository, main_branch, second, "second");
  const auto outcomes = bring(push_of(first));
  EXPECT_EQ(outcomes[0].what, What::stored);
  EXPECT_NE(outcomes[0].reason.find("bbbbbbb"), std::string::npos) << outcomes[0].reason;
  EXPECT_EQ(stored("PLAT/" + second + ".tar.gz"), "second");
  EXPECT_EQ(stored("PLAT/" + first + ".tar.gz"), "not there");
}

TEST_F(ArchiveCourierTest, IgnoresWhatTheRulesDoNotAdmit) {
  forge_.push(repository, main_branch, first, "archive");
  EXPECT_EQ(bring(push_of(first), {.projects = {"OTHER"}, .branches = {}})[0].what, What::ignored);
  EXPECT_EQ(bring(push_of(first), {.branches = {"release/*"}})[0].what, What::ignored);
  EXPECT_EQ(bring(push_of(first, "refs/heads/feature"))[0].what, What::ignored);  // not the default branch
  auto tag = push_of(first, "refs/tags/v1");
  tag.changes[0].kind = forge::RefKind::tag;
  EXPECT_EQ(bring(tag)[0].what, What::ignored);
  EXPECT_EQ(forge_.calls(Call::archive), 0);
}

TEST_F(ArchiveCourierTest, IgnoresBranchesThatAreGone) {
  forge_.push(repository, main_branch, first, "archive");
  forge_.remove_ref(repository, main_branch);
  const auto outcomes = bring(push_of(first), {.branches = {"main"}});
  EXPECT_EQ(outcomes[0].what, What::ignored);
  EXPECT_NE(outcomes[0].reason.find("deleted"), std::string::npos);
}

TEST_F(ArchiveCourierTest, LooksAtAllBranchesWhereAnEventListsNoChanges) {
  forge_.push(repository, main_branch, first, "first");
  forge_.push(repository, "refs/heads/release/1", second, "second");
  auto event = push_of(first);
  event.changes.clear();
  const auto outcomes = bring(event, {.branches = {"main", "release/*"}});
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(stored("PLAT/" + first + ".tar.gz"), "first");
  EXPECT_EQ(stored("PLAT/" + second + ".tar.gz"), "second");
}

TEST_F(ArchiveCourierTest, HandsOnFailuresAndCanRunAgain) {
  forge_.push(repository, main_branch, first, "archive");
  forge_.fail_next(Call::archive, Error{.code = ErrorCode::unavailable, .message = "away", .retryable = true});
  ArchiveCourier courier(forge_, store_, {.rules = {}, .spool_directory = directory_.path()});
  const auto failed = courier.bring(push_of(first));
  ASSERT_FALSE(failed);
  EXPECT_TRUE(failed.error().retryable);
  EXPECT_EQ(stored("PLAT/" + first + ".tar.gz"), "not there");
  EXPECT_EQ(bring(push_of(first))[0].what, What::stored);
}

TEST_F(ArchiveCourierTest, IgnoresEventsThatNeedNoSync) {
  EXPECT_EQ(bring({.kind = forge::EventKind::other, .key = "pr:opened"})[0].what, What::ignored);
}

TEST(ObjectKeysTest, ReplacesWhatThePatternNames) {
  EXPECT_EQ(ObjectKeys("a/{project}/{repository}/{branch}/{commit}.tgz").archive(repository, "refs/heads/x/y", "c"),
            "a/PLAT/infra/x/y/c.tgz");
  EXPECT_EQ(branch_of("refs/tags/v1"), "refs/tags/v1");
}

}  // namespace
}  // namespace baryon::pipeline
