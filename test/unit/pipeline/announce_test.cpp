#include "pipeline/announce.h"

#include <gtest/gtest.h>

#include "pipeline/enqueue.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');

class Announce : public PipelineTest {
 protected:
  void end(const std::string& commit, std::string_view state = "succeeded") {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
      BARYON_CHECK(session.execute(
          "DELETE FROM queue WHERE sync_id IN (SELECT id FROM syncs WHERE commit_id = :commit)", commit));
      BARYON_CHECK(session.execute("UPDATE syncs SET state = :state WHERE commit_id = :commit", state, commit));
      return {};
    }));
  }

  /// Has the sync stand in the queue as if a worker had taken it, or put it back.
  void stand(const std::string& commit, std::string_view state) {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
      BARYON_CHECK(enqueue_again(session, database_.text("SELECT id FROM syncs WHERE commit_id = '" + commit + "'"), "",
                                 clock_.now()));
      BARYON_CHECK(
          session.execute("UPDATE queue SET state = :state WHERE sync_id IN (SELECT id FROM syncs WHERE "
                          "commit_id = :commit)",
                          state, commit));
      return {};
    }));
  }
};

TEST_F(Announce, QueuesEachNewCommitWithoutDoubt) {
  EXPECT_EQ(deliver("", a).what, Announced::queued);
  EXPECT_EQ(deliver(a, b).what, Announced::queued);
  EXPECT_EQ(deliver(b, c).what, Announced::queued);
  EXPECT_EQ(tip(), c);
  EXPECT_FALSE(is_doubtful());
}

TEST_F(Announce, KnowsTheSameEventAgain) {
  const auto first = deliver("", a);
  const auto again = deliver("", a);
  EXPECT_EQ(again.what, Announced::known);
  EXPECT_EQ(again.sync, first.sync);
  EXPECT_FALSE(is_doubtful());
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 1);
}

TEST_F(Announce, DoubtsEventsThatComeOutOfOrder) {
  deliver(a, b);
  EXPECT_FALSE(is_doubtful());
  EXPECT_EQ(deliver("", a).what, Announced::queued);
  EXPECT_TRUE(is_doubtful());
}

TEST_F(Announce, DoubtsAGapInTheChain) {
  deliver("", a);
  deliver(b, c);
  EXPECT_TRUE(is_doubtful());
}

TEST_F(Announce, StaysInDoubtUntilTheForgeIsAsked) {
  deliver(a, b);
  deliver("", a);
  deliver(a, c);  // follows from the tip, but the tip itself is in doubt
  EXPECT_TRUE(is_doubtful());
  ask(c, c);
  EXPECT_FALSE(is_doubtful());
}

TEST_F(Announce, CallsAKnownCommitStaleWhenAnotherCameSince) {
  const auto first = deliver("", a);
  deliver(a, b);
  const auto back = deliver(b, a);
  EXPECT_EQ(back.what, Announced::stale);
  EXPECT_EQ(back.sync, first.sync);
  EXPECT_EQ(tip(), b);  // it may be an old event come late
}

TEST_F(Announce, QueuesAgainWhenTheForgeSaysThatARefWentBack) {
  const auto first = deliver("", a);
  deliver(a, b);
  end(a);
  const auto asked = ask(b, a);
  EXPECT_EQ(asked.what, Announced::queued_again);
  EXPECT_EQ(asked.sync, first.sync);
  EXPECT_EQ(tip(), a);
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(Announce, QueuesSupersededAndDeadCommitsAgainWhenTheyAreTheTip) {
  for (const auto* const state : {"superseded", "dead", "partial"}) {
    deliver("", a);
    deliver(a, b);
    end(a, state);
    end(b);
    EXPECT_EQ(ask(tip(), a).what, Announced::queued_again) << state;
    EXPECT_EQ(ask(a, b).what, Announced::queued_again) << state;
  }
}

TEST_F(Announce, DoesNotQueueWhatIsStillToRun) {
  deliver("", a);
  deliver(a, b);
  for (const auto* const state : {"queued", "running", "retryable"}) {
    end(a);
    stand(a, state);
    EXPECT_EQ(ask(tip(), a).what, Announced::known) << state;
    EXPECT_EQ(state_of(a), state);
    ask(a, b);
  }
}

TEST_F(Announce, ChangesNothingWhenTheForgeSaysWhatIsKnown) {
  deliver("", a);
  end(a);
  EXPECT_EQ(ask(a, a).what, Announced::known);
  EXPECT_EQ(state_of(a), "succeeded");
}

TEST_F(Announce, QueuesWhatOnlyTheForgeTells) {
  EXPECT_EQ(ask("", a).what, Announced::queued);
  EXPECT_EQ(ask(a, b).what, Announced::queued);
  EXPECT_EQ(tip(), b);
}

TEST_F(Announce, DoubtsAnAnswerThatWasOvertakenByADelivery) {
  deliver("", a);
  deliver(a, b);  // comes in while the forge is asked; the answer is older
  EXPECT_EQ(ask(a, a).what, Announced::known);
  EXPECT_EQ(tip(), b);
  EXPECT_TRUE(is_doubtful());
  ask(b, b);
  EXPECT_FALSE(is_doubtful());
}

TEST_F(Announce, SupersedesWhatWaitsWhenANewerPushFollows) {
  const auto first = deliver("", a);
  const auto second = deliver(a, b);
  EXPECT_EQ(second.superseded, 1);
  EXPECT_EQ(state_of(a), "superseded");
  EXPECT_EQ(database_.text("SELECT reason FROM syncs WHERE id = '" + first.sync + "'"),
            "refs/heads/main is at bbbbbbb now");
  EXPECT_EQ(database_.text("SELECT sync_id FROM queue"), second.sync);
  EXPECT_EQ(deliver(b, c).superseded, 1);
}

TEST_F(Announce, SupersedesWhatWaitsForAnotherAttempt) {
  deliver("", a);
  stand(a, "retryable");
  EXPECT_EQ(deliver(a, b).superseded, 1);
  EXPECT_EQ(state_of(a), "superseded");
}

TEST_F(Announce, NeverSupersedesWhatRuns) {
  deliver("", a);
  stand(a, "running");
  EXPECT_EQ(deliver(a, b).superseded, 0);
  EXPECT_EQ(state_of(a), "running");
}

TEST_F(Announce, SupersedesNothingWhileTheOrderIsInDoubt) {
  deliver(a, b);
  EXPECT_EQ(deliver("", a).superseded, 0);  // older, but came later
  EXPECT_EQ(deliver(a, c).superseded, 0);
  EXPECT_EQ(state_of(b), "queued");
}

TEST_F(Announce, SupersedesOnlyWhatWaitsForTheSameRef) {
  deliver("", a, "refs/heads/x");
  deliver("", b);
  EXPECT_EQ(deliver(b, c).superseded, 1);
  EXPECT_EQ(state_of(a, "refs/heads/x"), "queued");
}

TEST_F(Announce, SupersedesWhatWaitsForARefThatIsGone) {
  deliver("", a);
  EXPECT_EQ(deliver(a, "").superseded, 1);
  EXPECT_EQ(state_of(a), "superseded");
  EXPECT_EQ(database_.text("SELECT reason FROM syncs"), "refs/heads/main was deleted before this commit's turn came");
}

TEST_F(Announce, RecordsThatARefIsGone) {
  deliver("", a);
  EXPECT_EQ(deliver(a, "").what, Announced::known);
  EXPECT_EQ(tip(), "");
  EXPECT_FALSE(is_doubtful());
  EXPECT_EQ(deliver("", b).what, Announced::queued);
  EXPECT_FALSE(is_doubtful());
}

TEST_F(Announce, CallsARefMadeAgainAtItsOldCommitStale) {
  deliver("", a);
  deliver(a, "");
  EXPECT_EQ(deliver("", a).what, Announced::stale);
  end(a);
  EXPECT_EQ(ask("", a).what, Announced::queued_again);
}

TEST_F(Announce, DoubtsADeletionThatDoesNotFollow) {
  deliver("", a);
  deliver(a, b);
  deliver(a, "");
  EXPECT_TRUE(is_doubtful());
}

TEST_F(Announce, TakesTheForgesWordThatARefIsGone) {
  deliver("", a);
  EXPECT_EQ(ask(a, "").what, Announced::known);
  EXPECT_EQ(tip(), "");
}

TEST_F(Announce, KeepsRefsApart) {
  EXPECT_EQ(deliver("", a, "refs/heads/x").what, Announced::queued);
  EXPECT_EQ(deliver("", a, "refs/heads/y").what, Announced::queued);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 2);
}

TEST_F(Announce, ListsTheTipsOfARepository) {
  deliver("", a, "refs/heads/x");
  deliver("", b, "refs/heads/y");
  const auto tips =
      database_->read([](db::Session& session) { return announced_tips(session, "bitbucket", infra.id); });
  EXPECT_EQ(*tips, (std::map<std::string, std::string>{{"refs/heads/x", a}, {"refs/heads/y", b}}));
  EXPECT_TRUE(database_->read([](db::Session& session) { return announced_tips(session, "bitbucket", 99); })->empty());
}

}  // namespace
}  // namespace baryon::pipeline
