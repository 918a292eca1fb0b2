#include "pipeline/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/repositories.h"
#include "pipeline/states.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using forge::ChangeType;
using forge::RefKind;

Verdict repository_verdict(std::vector<std::string> projects, const forge::Repository& repository = infra) {
  return judge_repository({.projects = std::move(projects), .branches = {}}, repository).verdict;
}

Verdict branch_verdict(std::vector<std::string> branches, const std::string& branch,
                       const std::optional<std::string>& default_branch = std::nullopt) {
  return judge_branch({.branches = std::move(branches)}, "refs/heads/" + branch, default_branch).verdict;
}

TEST(Rules, TakeProjectsByGlobWithoutRegardToCase) {
  EXPECT_EQ(repository_verdict({"*"}), Verdict::sync);
  EXPECT_EQ(repository_verdict({"plat"}), Verdict::sync);
  EXPECT_EQ(repository_verdict({"PLAT/INFRA"}), Verdict::sync);
  EXPECT_EQ(repository_verdict({"PLAT/other"}), Verdict::ignore);
  EXPECT_EQ(repository_verdict({"OTHER"}), Verdict::ignore);
  EXPECT_EQ(repository_verdict({}), Verdict::ignore);
}

TEST(Rules, LetTheLastMatchingProjectPatternDecide) {
  EXPECT_EQ(repository_verdict({"PLAT", "!PLAT/infra"}), Verdict::ignore);
  EXPECT_EQ(repository_verdict({"!PLAT/infra"}, {.id = 1, .project = "PLAT", .slug = "x"}), Verdict::sync);
  EXPECT_EQ(repository_verdict({"!PLAT", "PLAT/infra"}), Verdict::sync);
  EXPECT_EQ(repository_verdict({"~*"}, {.id = 1, .project = "~JANE", .slug = "x"}), Verdict::sync);
}

TEST(Rules, NameTheKeyThatLeavesARepositoryOut) {
  const auto judgement = judge_repository({.projects = {"OTHER"}, .branches = {}}, infra);
  EXPECT_TRUE(judgement.reason.contains("PLAT/infra"));
  EXPECT_TRUE(judgement.reason.contains("bitbucket.projects"));
}

TEST(Rules, TakeBranchesByGlob) {
  EXPECT_EQ(branch_verdict({"main"}, "main"), Verdict::sync);
  EXPECT_EQ(branch_verdict({"main"}, "Main"), Verdict::ignore);
  EXPECT_EQ(branch_verdict({"release/*"}, "release/1"), Verdict::sync);
  EXPECT_EQ(branch_verdict({"release/*"}, "release/1/2"), Verdict::ignore);
  EXPECT_EQ(branch_verdict({"**", "!wip/**"}, "wip/a/b"), Verdict::ignore);
}

TEST(Rules, TakeTheDefaultBranchWhereNoneIsNamed) {
  EXPECT_EQ(branch_verdict({}, "main", "refs/heads/main"), Verdict::sync);
  EXPECT_EQ(branch_verdict({}, "dev", "refs/heads/main"), Verdict::ignore);
  EXPECT_EQ(branch_verdict({}, "main"), Verdict::ask_forge);
}

TEST(Rules, IgnoreWhatIsNoBranchToSync) {
  const Rules rules{.branches = {"**"}};
  const auto verdict = [&](forge::RefChange change) { return judge(rules, change, std::nullopt).verdict; };
  EXPECT_EQ(verdict(push("", commit('a'))), Verdict::sync);
  EXPECT_EQ(verdict(push(commit('a'), "")), Verdict::ignore);
  EXPECT_EQ(verdict({.ref = "refs/tags/v1", .kind = RefKind::tag, .type = ChangeType::add, .to = commit('a')}),
            Verdict::ignore);
  EXPECT_EQ(verdict({.ref = "refs/notes/x", .kind = RefKind::other, .type = ChangeType::add, .to = commit('a')}),
            Verdict::ignore);
  EXPECT_EQ(verdict({.ref = main_ref, .kind = RefKind::branch, .type = ChangeType::other, .to = commit('a')}),
            Verdict::ignore);
}

TEST(States, AreReadAsTheyAreWritten) {
  for (const auto* const word : {"queued", "running", "retryable", "succeeded", "partial", "superseded", "dead"})
    EXPECT_EQ(to_string(*parse_sync_state(word)), word);
  for (const auto* const word : {"accepted", "duplicate", "ignored"})
    EXPECT_EQ(to_string(*parse_delivery_status(word)), word);
  EXPECT_EQ(parse_sync_state("done").error().code, ErrorCode::invalid);
  EXPECT_TRUE(parse_sync_state("done").error().hint.contains("superseded"));
  EXPECT_FALSE(parse_delivery_status("").has_value());
}

class Repositories : public PipelineTest {
 protected:
  template <class Function>
  auto write(Function work) {
    auto result = database_->writer().write(work);
    EXPECT_TRUE(result.has_value());
    return result;
  }

  std::optional<std::string> default_branch(std::chrono::milliseconds max_age) {
    return *database_->read([&](db::Session& session) {
      return known_default_branch(session, "bitbucket", infra.id, clock_.now(), max_age);
    });
  }
};

TEST_F(Repositories, KeepTheirIdentityWhenRenamed) {
  for (const auto& repository : {infra, forge::Repository{.id = infra.id, .project = "NEW", .slug = "name"}})
    write([&](db::Session& session) { return remember_repository(session, "bitbucket", repository); });
  const auto found =
      database_->read([](db::Session& session) { return find_repository(session, "bitbucket", infra.id); });
  EXPECT_EQ((*found)->path(), "NEW/name");
  EXPECT_EQ(database_.number("SELECT count(*) FROM repositories"), 1);
}

TEST_F(Repositories, BelieveTheDefaultBranchForAWhile) {
  using std::chrono::minutes;
  EXPECT_EQ(default_branch(minutes(5)), std::nullopt);
  write([&](db::Session& session) {
    return remember_default_branch(session, "bitbucket", infra, main_ref, clock_.now());
  });
  clock_.advance(minutes(5));
  EXPECT_EQ(default_branch(minutes(5)), main_ref);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(default_branch(minutes(5)), std::nullopt);
  EXPECT_EQ(default_branch(minutes(6)), main_ref);
  write([](db::Session& session) { return forget_default_branch(session, "bitbucket", infra.id); });
  EXPECT_EQ(default_branch(minutes(6)), std::nullopt);
}

TEST_F(Repositories, KeepTheDefaultBranchWhenARenameIsHeardOf) {
  write([&](db::Session& session) {
    return remember_default_branch(session, "bitbucket", infra, main_ref, clock_.now());
  });
  write([](db::Session& session) {
    return remember_repository(session, "bitbucket", {.id = infra.id, .project = "NEW", .slug = "name"});
  });
  EXPECT_EQ(default_branch(std::chrono::minutes(1)), main_ref);
}

}  // namespace
}  // namespace baryon::pipeline
