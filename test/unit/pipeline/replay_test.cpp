#include "pipeline/replay.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/history.h"
#include "pipeline/queue.h"
#include "pipeline/repositories.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');
const std::string next_ref = "refs/heads/next";

/// Deliveries whose body is a number, by which the test finds the event that it sent.
class Replays : public PipelineTest {
 protected:
  std::string receive(std::vector<forge::RefChange> changes, const forge::Repository& repository = infra) {
    auto incoming = delivery_of(std::move(changes), repository);
    incoming.body = std::to_string(events_.size());
    events_.push_back(incoming.event);
    const auto receipt = accept(ingest_, std::move(incoming));
    EXPECT_TRUE(receipt.has_value());
    clock_.advance(std::chrono::seconds(1));
    return receipt ? receipt->delivery : "";
  }

  ReplayOptions options(std::vector<std::string> branches, bool is_dry_run) {
    return {.rules = {.branches = std::move(branches)},
            .forge = "bitbucket",
            .since = begin_,
            .is_dry_run = is_dry_run,
            .parse = [this](std::string_view /*key*/, std::string_view body) -> Result<forge::Event> {
              if (body == "broken") return fail(ErrorCode::invalid, "no event");
              return events_.at(std::stoul(std::string(body)));
            }};
  }

  /// What is decided of each commit.
  std::map<std::string, ReplayedChange> replayed(const ReplayOptions& options) {
    std::map<std::string, ReplayedChange> changes;
    const auto summary =
        replay(*database_, options, clock_.now(), [&](const auto& change) { changes[change.commit] = change; });
    EXPECT_TRUE(summary.has_value()) << (summary ? "" : summary.error().text());
    summary_ = summary.value_or(ReplaySummary{});
    return changes;
  }

  std::int64_t syncs() { return database_.number("SELECT count(*) FROM syncs"); }

  std::vector<forge::Event> events_;
  Timestamp begin_ = clock_.now();
  Ingest ingest_{*database_, clock_, {.rules = {.branches = {"main"}}}};
  ReplaySummary summary_;
};

TEST_F(Replays, TellWhatTodaysRulesWouldAdmit) {
  receive({push("", a), push("", b, next_ref)});
  auto changes = replayed(options({"main", "next"}, true));
  EXPECT_EQ(changes[a].decision_before, "queued");
  EXPECT_EQ(changes[a].decision, "duplicate");
  EXPECT_FALSE(changes[a].is_changed());
  EXPECT_EQ(changes[b].decision_before, "ignored");
  EXPECT_EQ(changes[b].decision, "queued");
  EXPECT_TRUE(changes[b].is_changed());
  EXPECT_EQ(summary_.to_sync, 1);
  EXPECT_EQ(syncs(), 1) << "a dry run changes nothing";
}

TEST_F(Replays, TellWhatTodaysRulesWouldIgnore) {
  receive({push("", a)});
  auto changes = replayed(options({"next"}, true));
  EXPECT_EQ(changes[a].decision, "ignored");
  EXPECT_TRUE(changes[a].reason.contains("bitbucket.branches")) << changes[a].reason;
  EXPECT_TRUE(changes[a].is_changed());
}

TEST_F(Replays, QueueWhatIsAdmittedNow) {
  const auto delivery = receive({push("", b, next_ref)});
  const auto changes = replayed(options({"next"}, false));
  EXPECT_EQ(state_of(b, next_ref), "queued");
  History history(*database_);
  const auto change = (**history.delivery(delivery)).changes[0];
  EXPECT_EQ(change.decision, "queued");
  EXPECT_EQ(change.reason, "queued by a replay");
  EXPECT_EQ(change.sync, changes.at(b).sync);
  EXPECT_EQ((**history.sync(change.sync)).subject, "Change things");
  EXPECT_TRUE(is_doubtful(next_ref)) << "the branch may have moved since";
}

TEST_F(Replays, ChangeNothingTheSecondTime) {
  receive({push("", b, next_ref)});
  replayed(options({"next"}, false));
  auto again = replayed(options({"next"}, false));
  EXPECT_EQ(again[b].decision, "duplicate");
  EXPECT_EQ(summary_.to_sync, 0);
  EXPECT_EQ(syncs(), 1);
}

TEST_F(Replays, QueueOnlyTheNewestOfABranch) {
  receive({push("", a, next_ref)});
  receive({push(a, b, next_ref)});
  auto changes = replayed(options({"next"}, false));
  EXPECT_EQ(changes[a].decision, "superseded");
  EXPECT_EQ(changes[b].decision, "queued");
  EXPECT_EQ(syncs(), 1);
}

TEST_F(Replays, QueueNothingOfABranchThatIsGone) {
  receive({push("", a, next_ref)});
  receive({push(a, "", next_ref)});
  EXPECT_EQ(replayed(options({"next"}, false))[a].decision, "superseded");
  EXPECT_EQ(syncs(), 0);
}

TEST_F(Replays, LeaveWhatWasAnnouncedSinceAsItIs) {
  receive({push("", a, next_ref)});
  deliver(a, b, next_ref);
  replayed(options({"next"}, false));
  EXPECT_EQ(tip(next_ref), b);
  EXPECT_TRUE(is_doubtful(next_ref));
}

TEST_F(Replays, BeginWhereTheyAreTold) {
  receive({push("", a, next_ref)});
  auto later = options({"next"}, true);
  later.since = clock_.now();
  receive({push("", b, "refs/heads/other")});
  replayed(later);
  EXPECT_EQ(summary_.deliveries, 1);
  EXPECT_EQ(summary_.to_sync, 0);
}

TEST_F(Replays, KeepToOneRepository) {
  receive({push("", a, next_ref)});
  receive({push("", b, next_ref)}, {.id = 8, .project = "PLAT", .slug = "other"});
  auto one = options({"next"}, true);
  one.project = "plat";
  one.slug = "OTHER";
  EXPECT_EQ(replayed(one).begin()->first, b);
  EXPECT_EQ(summary_.deliveries, 1);
}

TEST_F(Replays, JudgeARepositoryByWhatItIsCalledNow) {
  receive({push("", a)}, {.id = 8, .project = "OLD", .slug = "moved"});
  ASSERT_TRUE(database_->writer().write([](db::Session& session) {
    return remember_repository(session, "bitbucket", {.id = 8, .project = "NEW", .slug = "moved"});
  }));
  auto moved = options({"main"}, true);
  moved.rules.projects = {"NEW"};
  EXPECT_NE(replayed(moved)[a].decision, "ignored");
}

TEST_F(Replays, PassOverWhatCannotBeRead) {
  receive({push("", a, next_ref)});
  ASSERT_TRUE(database_->writer().write(
      [](db::Session& session) { return session.execute("UPDATE deliveries SET body = 'broken'"); }));
  EXPECT_TRUE(replayed(options({"next"}, false)).empty());
  EXPECT_EQ(summary_.deliveries, 0);
}

}  // namespace
}  // namespace baryon::pipeline
