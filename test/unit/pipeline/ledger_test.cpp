#include "pipeline/ledger.h"

#include <gtest/gtest.h>

#include "pipeline/polled_repositories.h"
#include "pipeline/queue.h"
#include "pipeline/repositories.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/support/older_database.h"

namespace baryon::pipeline {
namespace {

using std::chrono::seconds;

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');

class LedgerTest : public PipelineTest {
 protected:
  LedgerTest() { remember(infra); }

  void remember(const forge::Repository& repository) {
    EXPECT_TRUE(database_->writer().write(
        [&](db::Session& session) { return remember_repository(session, "bitbucket", repository); }));
  }

  std::vector<LedgerEntry> entries(const LedgerFilter& filter = {}) {
    auto read = ledger_.entries(filter);
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
    return read.value_or(std::vector<LedgerEntry>());
  }

  LedgerEntry only() {
    auto all = entries();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? LedgerEntry{} : all.front();
  }

  std::int64_t gaps() { return ledger_.gaps().value_or(-1); }

  Job claimed() {
    auto job = queue_.claim();
    EXPECT_TRUE(job && *job) << "nothing to claim";
    return job && *job ? **job : Job{};
  }

  void finish(const Job& job, SyncState state = SyncState::succeeded) {
    EXPECT_TRUE(queue_.finish(job, {.state = state, .reason = "because"}));
  }

  void sync_next() { finish(claimed()); }

  Queue queue_{*database_, clock_, "test", {.max_attempts = 2}};
  Rules rules_{.projects = {"PLAT", "SHOP"}, .branches = {"main", "release/*"}};
  Ledger ledger_{*database_, rules_};
};

TEST_F(LedgerTest, HasAGapFromTheAnnouncementToTheEndOfTheSync) {
  deliver("", a);
  const auto announced_at = clock_.now();
  clock_.advance(seconds(5));
  const auto before = only();
  EXPECT_EQ(before.state, LedgerState::waiting);
  EXPECT_EQ(before.tip, a);
  EXPECT_EQ(before.announced->commit, a);
  EXPECT_EQ(before.announced->at, announced_at);
  EXPECT_EQ(before.differs_since, announced_at);
  EXPECT_FALSE(before.seen);
  EXPECT_FALSE(before.synced);
  EXPECT_EQ(gaps(), 1);
  const auto job = claimed();
  EXPECT_EQ(only().state, LedgerState::running);
  finish(job);
  const auto after = only();
  EXPECT_EQ(after.state, LedgerState::in_step);
  EXPECT_EQ(after.synced->commit, a);
  EXPECT_EQ(after.synced->at, clock_.now());
  EXPECT_FALSE(after.differs_since);
  EXPECT_EQ(after.reason, "");
  EXPECT_EQ(gaps(), 0);
}

TEST_F(LedgerTest, CountsAPartialSyncAsSynced) {
  deliver("", a);
  finish(claimed(), SyncState::partial);
  EXPECT_EQ(only().state, LedgerState::in_step);
}

TEST_F(LedgerTest, KeepsTheBeginningOfAGapThatGrows) {
  deliver("", a);
  sync_next();
  clock_.advance(seconds(10));
  deliver(a, b);
  const auto begin = clock_.now();
  clock_.advance(seconds(10));
  deliver(b, c);
  EXPECT_EQ(only().differs_since, begin);
  sync_next();
  EXPECT_EQ(only().state, LedgerState::in_step);
}

TEST_F(LedgerTest, StaysBehindWhenAnOlderCommitEndsLast) {
  deliver("", a);
  const auto job = claimed();
  deliver(a, b);
  finish(job);
  const auto entry = only();
  EXPECT_EQ(entry.synced->commit, a);
  EXPECT_EQ(entry.state, LedgerState::waiting);
  EXPECT_EQ(gaps(), 1);
}

TEST_F(LedgerTest, OpensAGapWhenACommitEndsThatTheRefHasLeft) {
  deliver("", a);
  sync_next();
  deliver(a, b);
  const auto job = claimed();
  ask(b, a);  // put back while b runs
  EXPECT_EQ(gaps(), 0);
  finish(job);
  EXPECT_EQ(only().synced->commit, b);
  EXPECT_EQ(gaps(), 1);
}

TEST_F(LedgerTest, TellsTheReasonOfAFailure) {
  deliver("", a);
  ASSERT_TRUE(queue_.give_up_for_now(
      claimed(), {.code = ErrorCode::unavailable, .message = "it is down", .hint = "wait", .retryable = true}));
  auto entry = only();
  EXPECT_EQ(entry.state, LedgerState::retrying);
  EXPECT_EQ(entry.reason, "it is down");
  EXPECT_EQ(entry.hint, "wait");
  ASSERT_TRUE(entry.next_attempt_at);
  EXPECT_GT(*entry.next_attempt_at, clock_.now());
  clock_.advance(seconds(3600));
  ASSERT_TRUE(queue_.give_up_for_now(claimed(), {.code = ErrorCode::corrupt, .message = "it is broken"}));
  entry = only();
  EXPECT_EQ(entry.state, LedgerState::dead);
  EXPECT_EQ(entry.reason, "it is broken");
  EXPECT_NE(entry.hint.find("baryon retry " + entry.sync), std::string::npos) << entry.hint;
  EXPECT_EQ(gaps(), 1);
}

TEST_F(LedgerTest, TellsThatNothingSyncsTheTip) {
  deliver("", a);
  deliver(a, b);
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
    BARYON_CHECK(session.execute("DELETE FROM queue"));
    BARYON_CHECK(session.execute("UPDATE syncs SET state = 'superseded'"));
    return {};
  }));
  EXPECT_EQ(only().state, LedgerState::unsynced);
}

TEST_F(LedgerTest, HasNoGapOnceTheRefIsGone) {
  deliver("", a);
  deliver(a, "");
  const auto entry = only();
  EXPECT_EQ(entry.state, LedgerState::deleted);
  EXPECT_EQ(entry.tip, "");
  EXPECT_EQ(entry.announced->commit, "");
  EXPECT_FALSE(entry.differs_since);
  EXPECT_EQ(gaps(), 0);
}

TEST_F(LedgerTest, TellsATipThatNoWebhookAnnounced) {
  ask("", a);
  auto entry = only();
  EXPECT_TRUE(entry.is_unannounced);
  EXPECT_FALSE(entry.announced);
  EXPECT_EQ(entry.seen->commit, a);
  EXPECT_EQ(entry.state, LedgerState::waiting);
  EXPECT_NE(entry.reason.find("no webhook announced"), std::string::npos) << entry.reason;
  sync_next();
  entry = only();
  EXPECT_EQ(entry.state, LedgerState::in_step);
  EXPECT_TRUE(entry.is_unannounced);
  EXPECT_NE(entry.hint.find("webhook"), std::string::npos) << entry.hint;
}

TEST_F(LedgerTest, KnowsTheAnnouncementThatComesAfterTheForgeWasAsked) {
  ask("", a);
  clock_.advance(seconds(1));
  deliver("", a);
  auto entry = only();
  EXPECT_FALSE(entry.is_unannounced);
  EXPECT_EQ(entry.announced->at, clock_.now());
  const auto told_at = clock_.now();
  clock_.advance(seconds(1));
  deliver("", a);  // once more
  EXPECT_EQ(only().announced->at, told_at);
}

TEST_F(LedgerTest, TellsATipThatWasAnnouncedByAWebhookBeforeTheOneSeen) {
  deliver("", a);
  ask(a, b);
  const auto entry = only();
  EXPECT_EQ(entry.announced->commit, a);
  EXPECT_EQ(entry.seen->commit, b);
  EXPECT_EQ(entry.tip, b);
  EXPECT_TRUE(entry.is_unannounced);
}

TEST_F(LedgerTest, TellsWhatIsNotConfiguredAnyMore) {
  deliver("", a, "refs/heads/feature");
  const auto entry = only();
  EXPECT_EQ(entry.state, LedgerState::not_configured);
  EXPECT_NE(entry.reason.find("bitbucket.branches"), std::string::npos) << entry.reason;
}

TEST_F(LedgerTest, CountsNoGapThatNobodyWantsToBeClosed) {
  deliver("", a, "refs/heads/feature");
  EXPECT_EQ(entries({.only_gaps = true}).size(), 1U);
  EXPECT_EQ(gaps(), 0) << "the branch is not configured";
  deliver("", b);
  EXPECT_EQ(gaps(), 1);
  ASSERT_TRUE(database_->writer().write(
      [&](db::Session& session) { return note_missing(session, "bitbucket", infra.id, clock_.now()); }));
  EXPECT_EQ(gaps(), 0) << "the repository is not listed any more";
}

TEST_F(LedgerTest, JudgesByTheRememberedDefaultBranch) {
  deliver("", a);
  deliver("", a, "refs/heads/other");
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
    return remember_default_branch(session, "bitbucket", infra, main_ref, clock_.now());
  }));
  Ledger ledger(*database_, Rules{});
  const auto all = ledger.entries({});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].state, LedgerState::waiting);
  EXPECT_EQ((*all)[1].state, LedgerState::not_configured);
}

TEST_F(LedgerTest, FollowsARepositoryThroughRenameAndMove) {
  deliver("", a);
  sync_next();
  remember({.id = infra.id, .project = "SHOP", .slug = "base"});
  deliver(a, b);
  const auto entry = only();
  EXPECT_EQ(entry.repository.path(), "SHOP/base");
  EXPECT_EQ(entry.synced->commit, a);
  EXPECT_EQ(entry.tip, b);
  EXPECT_EQ(entries({.project = "shop", .slug = "BASE"}).size(), 1U);
  EXPECT_EQ(entries({.project = "PLAT"}).size(), 0U);
}

TEST_F(LedgerTest, PutsTheOldestGapFirst) {
  deliver("", a, "refs/heads/release/1");
  sync_next();
  deliver("", b, "refs/heads/release/3");
  clock_.advance(seconds(1));
  deliver("", c, "refs/heads/release/2");
  const auto all = entries();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].ref, "refs/heads/release/3");
  EXPECT_EQ(all[1].ref, "refs/heads/release/2");
  EXPECT_EQ(all[2].ref, "refs/heads/release/1");
  EXPECT_EQ(entries({.only_gaps = true}).size(), 2U);
  EXPECT_EQ(entries({.limit = 1}).size(), 1U);
}

std::string insert_ref(const std::string& name, const std::string& tip) {
  return "INSERT INTO refs (forge, repository_id, ref, announced_commit, announced_from, announced_at, is_doubtful) "
         "VALUES ('bitbucket', 7, '" +
         name + "', '" + tip + "', '', 1000, 0)";
}

std::string insert_sync(const std::string& ref, const std::string& commit, const std::string& state, int finished_at) {
  return "INSERT INTO syncs (id, forge, repository_id, project, slug, ref, commit_id, subject, delivery_id, state, "
         "reason, hint, attempts, created_at, finished_at) VALUES ('" +
         ref + commit + "', 'bitbucket', 7, 'PLAT', 'infra', '" + ref + "', '" + commit + "', '', '', '" + state +
         "', '', '', 1, 0, " + std::to_string(finished_at) + ")";
}

TEST(LedgerUpgrade, TakesWhatAnOlderProgramKnew) {
  constexpr int before_the_ledger = 6;
  test::OlderDatabase older(before_the_ledger);
  older.run("INSERT INTO repositories VALUES ('bitbucket', 7, 'PLAT', 'infra', '', 0)");
  older.run(insert_ref("refs/heads/behind", b));
  older.run(insert_sync("refs/heads/behind", a, "succeeded", 500));
  older.run(insert_sync("refs/heads/behind", b, "dead", 2000));
  older.run(insert_ref("refs/heads/gone", ""));
  older.run(insert_sync("refs/heads/gone", a, "partial", 500));
  older.run(insert_ref("refs/heads/in-step", b));
  older.run(insert_sync("refs/heads/in-step", a, "succeeded", 500));
  older.run(insert_sync("refs/heads/in-step", b, "succeeded", 2000));
  const auto database = older.open();
  ASSERT_NE(database, nullptr);
  const auto entries = Ledger(*database, {.branches = {"**"}}).entries({});
  ASSERT_TRUE(entries) << entries.error().text();
  ASSERT_EQ(entries->size(), 3U);
  const auto& behind = (*entries)[0];
  EXPECT_EQ(behind.state, LedgerState::dead);
  EXPECT_EQ(behind.synced->commit, a);
  EXPECT_EQ(behind.announced->commit, b);
  EXPECT_EQ(behind.differs_since, from_millis(1000));
  EXPECT_EQ((*entries)[1].state, LedgerState::deleted);
  EXPECT_FALSE((*entries)[1].differs_since);
  const auto& in_step = (*entries)[2];
  EXPECT_EQ(in_step.state, LedgerState::in_step);
  EXPECT_EQ(in_step.synced->commit, b);
  EXPECT_EQ(in_step.synced->at, from_millis(2000));
}

}  // namespace
}  // namespace baryon::pipeline
