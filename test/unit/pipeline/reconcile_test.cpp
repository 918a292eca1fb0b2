#include "pipeline/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

#include "pipeline/ledger.h"
#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

using forge::ForgeDouble;
using Call = ForgeDouble::Call;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');
const std::string release = "refs/heads/release/1";
const Error down{.code = ErrorCode::unavailable, .message = "down", .retryable = true};

class ReconcileTest : public PipelineTest {
 protected:
  void forge_has(const std::string& commit, const std::string& ref = main_ref,
                 const forge::Repository& repository = infra) {
    forge_.push(repository, ref, commit);
  }

  void remember(const forge::Repository& repository = infra) {
    ASSERT_TRUE(database_->writer().write(
        [&](db::Session& session) { return remember_repository(session, "bitbucket", repository); }));
  }

  void request(std::int64_t repository = infra.id) {
    if (repository == infra.id) remember();
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
      return request_reconcile(session, "bitbucket", repository, "test", clock_.now());
    }));
  }

  void request_round() { ASSERT_TRUE(reconciler().request_round("test")); }

  Reconciler reconciler(Rules rules = {.branches = {"main", "release/*"}}) {
    return {*database_, forge_, clock_, {.rules = std::move(rules), .interval = interval_}};
  }

  Result<std::optional<std::size_t>> run_due(Rules rules = {.branches = {"main", "release/*"}}) {
    return reconciler(std::move(rules)).run_due();
  }

  Result<std::optional<std::size_t>> run_round(Rules rules = {.branches = {"main", "release/*"}}) {
    return reconciler(std::move(rules)).run_due_round();
  }

  void end_syncs(std::string_view state = "succeeded") {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
      BARYON_CHECK(session.execute("DELETE FROM queue"));
      BARYON_CHECK(session.execute("UPDATE syncs SET state = :state", state));
      return {};
    }));
  }

  std::vector<LedgerEntry> ledger() {
    return Ledger(*database_, {.branches = {"main", "release/*"}}).entries({}).value_or(std::vector<LedgerEntry>());
  }

  std::string move_of(const std::string& ref = main_ref) {
    return database_.text("SELECT seen_move FROM refs WHERE ref = '" + ref + "'");
  }

  ForgeDouble forge_;
  milliseconds interval_ = minutes(5);
};

TEST_F(ReconcileTest, DoesNothingUnasked) {
  EXPECT_EQ(*run_due(), std::nullopt);
  EXPECT_EQ(*run_round(), std::nullopt);
}

TEST_F(ReconcileTest, QueuesWhatNoWebhookTold) {
  forge_has(a);
  forge_has(b, release);
  forge_has(c, "refs/heads/wip");
  request();
  EXPECT_EQ(*run_due(), 2);
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(state_of(b, release), "queued");
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 2);
  EXPECT_EQ(*run_due(), std::nullopt);
}

TEST_F(ReconcileTest, QueuesNothingTwice) {
  forge_has(a);
  deliver("", a);
  request();
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 1);
}

TEST_F(ReconcileTest, BringsARefBackToItsOldCommit) {
  forge_has(a);
  deliver("", a);
  end_syncs();
  deliver(a, b);
  request();
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(ReconcileTest, TakesOnlyTheDefaultBranchWhereNoneIsNamed) {
  forge_has(a);
  forge_has(b, "refs/heads/trunk");
  forge_.set_default_branch(infra, "refs/heads/trunk");
  request();
  EXPECT_EQ(*run_due({}), 1);
  EXPECT_EQ(state_of(b, "refs/heads/trunk"), "queued");
  EXPECT_EQ(state_of(a), "");
  EXPECT_EQ(forge_.calls(Call::default_branch), 0) << "the list of branches told it";
  EXPECT_EQ(database_.text("SELECT default_branch FROM repositories"), "refs/heads/trunk");
}

TEST_F(ReconcileTest, AsksForADefaultBranchThatDoesNotExistYet) {
  forge_has(a);
  forge_.set_default_branch(infra, "refs/heads/trunk");
  request();
  EXPECT_EQ(*run_due({}), 0);
  EXPECT_EQ(forge_.calls(Call::default_branch), 1);
}

TEST_F(ReconcileTest, LeavesOtherProjectsAndUnknownRepositoriesAlone) {
  forge_has(a);
  request();
  EXPECT_EQ(*run_due({.projects = {"OTHER"}, .branches = {"main"}}), 0);
  request(99);
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(reconciles(), 0);
  EXPECT_EQ(forge_.calls(Call::branches), 0);
}

TEST_F(ReconcileTest, ComesBackLaterAfterAFailure) {
  forge_has(a);
  request();
  for (const auto pause : {5, 10, 20}) {
    forge_.fail_next(Call::branches, down);
    EXPECT_EQ(*run_due(), 0);
    clock_.advance(seconds(pause) - milliseconds(1));
    EXPECT_EQ(*run_due(), std::nullopt) << pause;
    clock_.advance(milliseconds(1));
  }
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(ReconcileTest, WaitsAsLongAsTheForgeWants) {
  forge_has(a);
  request();
  auto limited = down;
  limited.retry_after = seconds(300);
  forge_.fail_next(Call::branches, limited);
  EXPECT_EQ(*run_due(), 0);
  clock_.advance(seconds(299));
  EXPECT_EQ(*run_due(), std::nullopt);
  clock_.advance(seconds(1));
  EXPECT_EQ(*run_due(), 1);
}

TEST_F(ReconcileTest, KeepsARequestThatCameWhileItRan) {
  forge_has(a);
  request();
  bool is_first = true;
  forge_.on_call([&](Call) {
    if (!std::exchange(is_first, false)) return;
    clock_.advance(milliseconds(1));
    request();
  });
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(reconciles(), 1);
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(ReconcileTest, RunsANewRequestSoonAlthoughTheOldOneFails) {
  forge_has(a);
  request();
  forge_.fail_next(Call::branches, down);
  bool is_first = true;
  forge_.on_call([&](Call) {
    if (!std::exchange(is_first, false)) return;
    clock_.advance(milliseconds(1));
    request();
  });
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(*run_due(), 1);
}

TEST_F(ReconcileTest, DoubtsAHeadThatWasOvertakenMeanwhile) {
  forge_has(a);
  deliver("", a);
  request();
  forge_.on_call([this](Call call) {
    if (call == Call::branches) deliver(a, b);
  });
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(tip(), b);
  EXPECT_TRUE(is_doubtful());
}

TEST_F(ReconcileTest, DoesNotDoubtWhatAWebhookTellsAtTheSameTime) {
  forge_has(b);
  deliver("", a);
  request();
  forge_.on_call([this](Call call) {
    if (call == Call::branches) deliver(a, b);
  });
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(tip(), b);
  EXPECT_FALSE(is_doubtful());
}

TEST_F(ReconcileTest, TellsAPushFromAForcedOne) {
  deliver("", a);
  deliver("", a, release);
  forge_has(b);
  forge_.set_parent(b, a);
  forge_has(c, release);
  request();
  EXPECT_EQ(*run_due(), 2);
  EXPECT_EQ(move_of(), "forward");
  EXPECT_EQ(move_of(release), "forced");
}

TEST_F(ReconcileTest, QueuesAMoveThatCannotBeTold) {
  deliver("", a);
  forge_has(b);
  forge_.fail_next(Call::descends, down);
  request();
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(move_of(), "moved");
}

TEST_F(ReconcileTest, RecordsABranchThatIsGone) {
  forge_has(a);
  deliver("", a);
  deliver("", b, release);
  request();
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(tip(release), "");
  EXPECT_EQ(move_of(release), "gone");
  EXPECT_EQ(tip(), a);
  EXPECT_EQ(forge_.calls(Call::head), 1) << "asked once more by its name";
  request();
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(forge_.calls(Call::head), 1);
}

TEST_F(ReconcileTest, BelievesABranchThatTheListHasLost) {
  forge_has(a);
  deliver("", a);
  deliver("", b, release);
  forge_.on_call([this](Call call) {
    if (call == Call::head) forge_has(b, release);  // it was there all the time
  });
  request();
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(tip(release), b);
}

TEST_F(ReconcileTest, QueuesABranchThatWasGoneAndIsBack) {
  forge_has(a);
  deliver("", a);
  end_syncs();
  deliver(a, "");
  request();
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(move_of(), "made");
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(ReconcileTest, FindsARenamedRepositoryByItsNumber) {
  forge_has(a);
  deliver("", a);
  request();
  const forge::Repository moved{.id = infra.id, .project = "SHOP", .slug = "base"};
  forge_.rename(infra, moved);
  forge_has(b, main_ref, moved);
  EXPECT_EQ(*run_due(), 1);
  ASSERT_EQ(ledger().size(), 1U);
  EXPECT_EQ(ledger()[0].repository.path(), "SHOP/base");
  EXPECT_EQ(ledger()[0].tip, b);
}

TEST_F(ReconcileTest, GivesUpARepositoryThatIsNotThereAnyMore) {
  forge_has(a);
  deliver("", a);
  request();
  forge_.remove(infra);
  EXPECT_EQ(*run_due(), 0);
  EXPECT_EQ(reconciles(), 0);
  ASSERT_EQ(ledger().size(), 1U);
  EXPECT_EQ(ledger()[0].state, LedgerState::missing);
}

const forge::Repository web{.id = 8, .project = "PLAT", .slug = "web"};
const forge::Repository shop{.id = 9, .project = "SHOP", .slug = "shop"};

class RoundTest : public ReconcileTest {
 protected:
  RoundTest() {
    forge_has(a);
    forge_has(a, main_ref, web);
    forge_has(a, main_ref, shop);
  }
};

TEST_F(RoundTest, ComparesAllThatIsConfigured) {
  request_round();
  EXPECT_EQ(*run_round({.projects = {"PLAT"}, .branches = {"main"}}), 2);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs WHERE project = 'PLAT'"), 2);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 2);
  EXPECT_EQ(forge_.calls(Call::branches), 2);
}

TEST_F(RoundTest, AsksOncePerRepositoryAndWritesNothingWhereNothingChanged) {
  request_round();
  EXPECT_EQ(*run_round(), 3);
  const auto calls_of = [&] {
    int calls = 0;
    for (const auto call : {Call::branches, Call::head, Call::default_branch, Call::descends, Call::find})
      calls += forge_.calls(call);
    return calls;
  };
  const auto before = calls_of();
  const auto seen_at = database_.number("SELECT max(seen_at) FROM refs");
  clock_.advance(minutes(1));
  request_round();
  EXPECT_EQ(*run_round(), 0);
  EXPECT_EQ(calls_of() - before, 3);
  EXPECT_EQ(forge_.calls(Call::repositories), 2);
  EXPECT_EQ(database_.number("SELECT max(seen_at) FROM refs"), seen_at);
  EXPECT_EQ(ledger()[0].seen->at, clock_.now()) << "noted with the repository";
}

TEST_F(RoundTest, SchedulesTheNextOneWithJitter) {
  request_round();
  ASSERT_TRUE(*run_round());
  const auto run_at = database_.number("SELECT run_at FROM reconciles WHERE repository_id = 0");
  const auto pause = milliseconds(run_at - to_millis(clock_.now()));
  EXPECT_GE(pause, seconds(270));
  EXPECT_LE(pause, seconds(330));
  EXPECT_EQ(*run_round(), std::nullopt);
  clock_.advance(pause);
  EXPECT_TRUE(*run_round());
}

TEST_F(RoundTest, RunsOnlyWhenAskedForWithoutAnInterval) {
  interval_ = milliseconds(0);
  request_round();
  ASSERT_TRUE(*run_round());
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(RoundTest, RunsAgainWhenAskedForMeanwhile) {
  request_round();
  bool is_first = true;
  forge_.on_call([&](Call) {
    if (!std::exchange(is_first, false)) return;
    clock_.advance(milliseconds(1));
    request_round();
  });
  EXPECT_EQ(*run_round(), 3);
  EXPECT_EQ(*run_round(), 0);
  EXPECT_EQ(*run_round(), std::nullopt);
}

TEST_F(RoundTest, GoesOnAfterTheFailureOfOneRepository) {
  request_round();
  forge_.fail_next(Call::branches, {.code = ErrorCode::denied, .message = "no permission"});
  EXPECT_EQ(*run_round(), 2);
  EXPECT_EQ(database_.number("SELECT count(*) FROM repositories WHERE poll_failure <> '' AND polled_at IS NULL"), 1);
  request_round();
  EXPECT_EQ(*run_round(), 1);
  EXPECT_EQ(database_.number("SELECT count(*) FROM repositories WHERE poll_failure <> ''"), 0);
}

TEST_F(RoundTest, ComesBackSoonWhenNothingCanBeListed) {
  request_round();
  forge_.fail_next(Call::repositories, down);
  EXPECT_EQ(*run_round(), 0);
  EXPECT_EQ(*run_round(), std::nullopt);
  clock_.advance(seconds(5));
  EXPECT_EQ(*run_round(), 3);
}

TEST_F(RoundTest, EndsWhenTheForgeFailsTimeAndAgain) {
  for (int i = 0; i < 100; ++i)
    forge_has(a, main_ref, {.id = 100 + i, .project = "MANY", .slug = "r" + std::to_string(i)});
  forge_.fail_next(Call::branches, down, 1000);
  request_round();
  EXPECT_EQ(*run_round(), 0);
  EXPECT_LT(forge_.calls(Call::branches), 40);
  EXPECT_EQ(database_.number("SELECT attempts FROM reconciles WHERE repository_id = 0"), 1);
}

TEST_F(RoundTest, TakesOtherProjectsWhenOneCannotBeListed) {
  request_round();
  EXPECT_EQ(*run_round({.projects = {"NONE", "SHOP"}, .branches = {"main"}}), 1);
  EXPECT_EQ(database_.text("SELECT project FROM syncs"), "SHOP");
}

TEST_F(RoundTest, KnowsARenamedRepositoryByItsNumber) {
  request_round();
  EXPECT_EQ(*run_round(), 3);
  const forge::Repository renamed{.id = infra.id, .project = "SHOP", .slug = "base"};
  forge_.rename(infra, renamed);
  forge_has(a, main_ref, {.id = 77, .project = "PLAT", .slug = "infra"});  // a newcomer under the old name
  forge_has(b, main_ref, renamed);
  request_round();
  EXPECT_EQ(*run_round(), 2);
  EXPECT_EQ(database_.text("SELECT announced_commit FROM refs WHERE repository_id = 7"), b);
  EXPECT_EQ(database_.text("SELECT announced_commit FROM refs WHERE repository_id = 77"), a);
  EXPECT_EQ(database_.text("SELECT slug FROM repositories WHERE id = 7"), "base");
}

TEST_F(RoundTest, LooksOnceMoreForARepositoryThatIsRenamedMeanwhile) {
  const forge::Repository renamed{.id = infra.id, .project = "SHOP", .slug = "base"};
  bool is_first = true;
  forge_.on_call([&](Call call) {
    if (call == Call::branches && std::exchange(is_first, false)) forge_.rename(infra, renamed);
  });
  request_round();
  EXPECT_EQ(*run_round(), 3);
  EXPECT_EQ(database_.text("SELECT slug FROM repositories WHERE id = 7"), "base");
  EXPECT_EQ(forge_.calls(Call::repositories), 2);
}

TEST_F(RoundTest, TellsThatARepositoryIsNotListedAnyMore) {
  request_round();
  ASSERT_TRUE(*run_round());
  forge_.remove(web);
  request_round();
  ASSERT_TRUE(*run_round());
  const auto state = [&] {
    for (const auto& entry : ledger())
      if (entry.repository.id == web.id) return entry.state;
    return LedgerState::unsynced;
  };
  EXPECT_EQ(state(), LedgerState::missing);
  forge_has(a, main_ref, web);
  request_round();
  ASSERT_TRUE(*run_round());
  EXPECT_EQ(state(), LedgerState::waiting);
}

TEST_F(RoundTest, ComparesAnArchivedRepositoryOnce) {
  forge_.set_archived(web);
  request_round();
  EXPECT_EQ(*run_round(), 3);
  const auto before = forge_.calls(Call::branches);
  request_round();
  ASSERT_TRUE(*run_round());
  EXPECT_EQ(forge_.calls(Call::branches) - before, 2);
  forge_.set_archived(web, false);
  request_round();
  ASSERT_TRUE(*run_round());
  EXPECT_EQ(forge_.calls(Call::branches) - before, 5);
}

TEST_F(RoundTest, ComparesManyAtTheSameTimeButNoMoreThanEight) {
  for (int i = 0; i < 100; ++i)
    forge_has(a, main_ref, {.id = 100 + i, .project = "MANY", .slug = "r" + std::to_string(i)});
  std::mutex mutex;
  std::condition_variable changed;
  int running = 0;
  int most = 0;
  forge_.on_call([&](Call call) {
    if (call != Call::branches) return;
    std::unique_lock lock(mutex);
    most = std::max(most, ++running);
    changed.notify_all();
    changed.wait_for(lock, seconds(10), [&] { return most >= 8; });
    --running;
  });
  request_round();
  EXPECT_EQ(*run_round(), 103);
  EXPECT_EQ(most, 8);
}

TEST_F(RoundTest, EndsEarlyWhenStopped) {
  std::stop_source stop;
  for (int i = 0; i < 100; ++i)
    forge_has(a, main_ref, {.id = 100 + i, .project = "MANY", .slug = "r" + std::to_string(i)});
  forge_.on_call([&](Call call) {
    if (call == Call::branches) stop.request_stop();
  });
  request_round();
  Reconciler stopping(*database_, forge_, clock_, {.rules = {.branches = {"main"}}, .stop = stop.get_token()});
  EXPECT_EQ(*stopping.run_due_round(), std::nullopt);
  EXPECT_LE(forge_.calls(Call::branches), 8);
  EXPECT_EQ(database_.number("SELECT count(*) FROM reconciles WHERE repository_id = 0 AND attempts = 0"), 1)
      << "left to the next start";
}

TEST_F(RoundTest, CanBeAskedForOneRepositoryByItsName) {
  remember();
  ASSERT_TRUE(reconciler().request_one("plat", "INFRA", "test"));
  EXPECT_EQ(*run_due(), 1);
  EXPECT_EQ(reconciler().request_one("PLAT", "none", "test").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace baryon::pipeline
