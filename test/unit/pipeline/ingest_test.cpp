#include "pipeline/ingest.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "pipeline/history.h"
#include "pipeline/repositories.h"
#include "unit/pipeline/pipeline_support.h"

namespace baryon::pipeline {
namespace {

const auto a = commit('a');
const auto b = commit('b');
const auto c = commit('c');

class Deliveries : public PipelineTest {
 protected:
  Receipt receive(Incoming incoming, Rules rules = {.branches = {"main", "release/*"}}) {
    Ingest ingest(*database_, clock_, {.rules = std::move(rules), .on_queued = [this] { ++wake_ups_; }});
    const auto receipt = accept(ingest, std::move(incoming));
    EXPECT_TRUE(receipt.has_value()) << (receipt ? "" : receipt.error().text());
    return receipt.value_or(Receipt{});
  }

  Receipt receive_event(forge::EventKind kind, const std::string& key) {
    auto incoming = delivery_of({});
    incoming.event.kind = kind;
    incoming.event.key = key;
    return receive(std::move(incoming));
  }

  std::vector<ChangeRecord> changes_of(const Receipt& receipt) {
    History history(*database_);
    return (*history.delivery(receipt.delivery))->changes;
  }

  int wake_ups_ = 0;
};

TEST_F(Deliveries, AcceptAPushAndWakeTheWorkers) {
  const auto receipt = receive(delivery_of({push("", a)}));
  EXPECT_EQ(receipt.status, DeliveryStatus::accepted);
  EXPECT_EQ(state_of(a), "queued");
  EXPECT_EQ(wake_ups_, 1);
  EXPECT_EQ(database_.text("SELECT subject FROM syncs"), "Change things");
}

TEST_F(Deliveries, TellHowManySyncsTheySupersede) {
  std::atomic<std::int64_t> superseded = 0;
  Ingest ingest(*database_, clock_,
                {.rules = {.branches = {"main", "next"}}, .on_superseded = [&](auto count) { superseded += count; }});
  ASSERT_TRUE(accept(ingest, delivery_of({push("", a), push("", b, "refs/heads/next")})).has_value());
  EXPECT_EQ(superseded, 0);
  ASSERT_TRUE(accept(ingest, delivery_of({push(a, b), push(b, "", "refs/heads/next")})).has_value());
  EXPECT_EQ(superseded, 2);
}

TEST_F(Deliveries, AreThereWholeBeforeTheyAreAnswered) {
  Ingest ingest(*database_, clock_, {.rules = {.branches = {"main"}}});
  const auto other = *db::Session::open(database_.url(), db::Session::Mode::read_only);
  std::promise<std::int64_t> seen;
  ingest.accept(delivery_of({push("", a)}), [&](const Result<Receipt>&) {
    const auto rows = other->query_one<std::int64_t>(
        "SELECT (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM ref_changes) + (SELECT count(*) FROM syncs)");
    seen.set_value(std::get<0>(**rows));
  });
  EXPECT_EQ(seen.get_future().get(), 3);
}

TEST_F(Deliveries, KeepWhatWasSentAndDecided) {
  const auto receipt = receive(delivery_of({push("", a), push("", b, "refs/heads/wip")}));
  History history(*database_);
  const auto record = **history.delivery(receipt.delivery);
  EXPECT_EQ(record.status, "accepted");
  EXPECT_EQ(record.reason, "1 of 2 changes will be synced");
  EXPECT_EQ(record.request_id, "request-1");
  EXPECT_EQ(record.remote, "10.0.0.1");
  EXPECT_EQ(record.received_at, clock_.now());
  EXPECT_EQ(record.project + "/" + record.slug, infra.path());
  ASSERT_EQ(record.changes.size(), 2U);
  EXPECT_EQ(record.changes[0].decision, "queued");
  EXPECT_EQ(record.changes[0].type, "ADD");
  EXPECT_EQ(record.changes[0].to, a);
  EXPECT_FALSE(record.changes[0].sync.empty());
  EXPECT_EQ(record.changes[1].decision, "ignored");
  EXPECT_TRUE(record.changes[1].reason.contains("bitbucket.branches")) << record.changes[1].reason;
  EXPECT_EQ(database_.text("SELECT body FROM deliveries"), "{}");
}

TEST_F(Deliveries, KeepTheBodyByteForByte) {
  auto incoming = delivery_of({push("", a)});
  incoming.body = "{\"x\": \"\xC3\xA4\"}\r\n ";
  if (!test::TemporaryDatabasePlace::is_on_postgresql()) incoming.body += '\xFF';
  receive(incoming);
  EXPECT_EQ(database_.text("SELECT body FROM deliveries"), incoming.body);
}

TEST_F(Deliveries, AreDuplicatesWhenEverythingToSyncIsKnown) {
  const auto first = receive(delivery_of({push("", a)}));
  auto again = delivery_of({push("", a), push("", b, "refs/heads/wip")});
  again.request_id = "request-2";  // a second webhook for the same push
  const auto receipt = receive(again);
  EXPECT_EQ(receipt.status, DeliveryStatus::duplicate);
  EXPECT_NE(receipt.delivery, first.delivery);
  EXPECT_EQ(changes_of(receipt)[0].sync, changes_of(first)[0].sync);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(Deliveries, AskForAComparisonWhenAKnownCommitComesBack) {
  receive(delivery_of({push("", a)}));
  receive(delivery_of({push(a, b)}));
  const auto receipt = receive(delivery_of({push(b, a)}));
  EXPECT_EQ(receipt.status, DeliveryStatus::duplicate);
  EXPECT_TRUE(receipt.reason.contains("head will be asked")) << receipt.reason;
  EXPECT_EQ(reconciles(), 1);
}

TEST_F(Deliveries, LookAtEveryChange) {
  const auto receipt =
      receive(delivery_of({push("", a, "refs/heads/wip"), push("", b, "refs/heads/release/1"), push("", c)}));
  EXPECT_EQ(receipt.reason, "2 of 3 changes will be synced");
  EXPECT_EQ(state_of(b, "refs/heads/release/1"), "queued");
  EXPECT_EQ(state_of(c), "queued");
}

TEST_F(Deliveries, AreIgnoredWithTheReasonOfTheirOnlyChange) {
  const forge::RefChange tag{
      .ref = "refs/tags/v1", .kind = forge::RefKind::tag, .type = forge::ChangeType::add, .to = a};
  EXPECT_EQ(receive(delivery_of({tag})).status, DeliveryStatus::ignored);
  EXPECT_TRUE(receive(delivery_of({tag})).reason.contains("tag"));
  EXPECT_TRUE(receive(delivery_of({push("", a, "refs/heads/wip")})).reason.contains("'wip'"));
  EXPECT_TRUE(receive(delivery_of({tag, tag})).reason.starts_with("none of 2 changes"));
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM deliveries"), 4);
  EXPECT_EQ(wake_ups_, 0);
}

TEST_F(Deliveries, OfOtherProjectsAreIgnored) {
  const Rules rules{.projects = {"OTHER"}, .branches = {"**"}};
  const auto receipt = receive(delivery_of({push("", a)}), rules);
  EXPECT_EQ(receipt.status, DeliveryStatus::ignored);
  EXPECT_TRUE(receipt.reason.contains("bitbucket.projects"));
  EXPECT_EQ(receive(delivery_of({}), rules).status, DeliveryStatus::ignored);
  EXPECT_EQ(reconciles(), 0);
}

TEST_F(Deliveries, WithoutChangesAskForAComparison) {
  const auto receipt = receive(delivery_of({}));
  EXPECT_EQ(receipt.status, DeliveryStatus::ignored);
  EXPECT_TRUE(receipt.reason.contains("compared"));
  EXPECT_EQ(reconciles(), 1);
}

TEST_F(Deliveries, OfOtherEventsAreKeptAndIgnored) {
  const auto receipt = receive_event(forge::EventKind::other, "pr:opened");
  EXPECT_EQ(receipt.status, DeliveryStatus::ignored);
  EXPECT_EQ(receipt.reason, "event 'pr:opened' needs no sync");
  EXPECT_EQ(reconciles(), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM deliveries"), 1);
}

TEST_F(Deliveries, OfADeletedBranchAreIgnoredButRemembered) {
  receive(delivery_of({push("", a)}));
  const auto receipt = receive(delivery_of({push(a, "")}));
  EXPECT_EQ(receipt.status, DeliveryStatus::ignored);
  EXPECT_TRUE(receipt.reason.contains("deleted"));
  EXPECT_EQ(tip(), "");
}

TEST_F(Deliveries, WaitForTheForgeWhereTheDefaultBranchIsNotKnown) {
  const auto receipt = receive(delivery_of({push("", a)}), {});
  EXPECT_EQ(receipt.status, DeliveryStatus::accepted);
  EXPECT_TRUE(changes_of(receipt)[0].reason.contains("default branch"));
}

TEST_F(Deliveries, UseTheDefaultBranchWhileItIsFresh) {
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
    return remember_default_branch(session, "bitbucket", infra, "refs/heads/trunk", clock_.now());
  }));
  EXPECT_EQ(receive(delivery_of({push("", a)}), {}).status, DeliveryStatus::ignored);
  EXPECT_EQ(receive(delivery_of({push("", a, "refs/heads/trunk")}), {}).status, DeliveryStatus::accepted);
  clock_.advance(std::chrono::minutes(6));
  EXPECT_EQ(receive(delivery_of({push("", b)}), {}).status, DeliveryStatus::accepted);
}

TEST_F(Deliveries, OfANewDefaultBranchForgetTheOldOne) {
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) {
    return remember_default_branch(session, "bitbucket", infra, "refs/heads/trunk", clock_.now());
  }));
  receive_event(forge::EventKind::default_branch_changed, "repo:default_branch_modified");
  EXPECT_EQ(reconciles(), 1);
  EXPECT_EQ(receive(delivery_of({push("", a)}), {}).status, DeliveryStatus::accepted);
}

TEST_F(Deliveries, ThatCannotBeStoredAreAnErrorAndNothingIsLeft) {
  ASSERT_TRUE(
      database_->writer().write([](db::Session& session) { return session.execute("DROP TABLE ref_changes"); }));
  Ingest ingest(*database_, clock_, {.rules = {.branches = {"main"}}, .on_queued = [this] { ++wake_ups_; }});
  EXPECT_FALSE(accept(ingest, delivery_of({push("", a)})).has_value());
  EXPECT_EQ(database_.number("SELECT count(*) FROM deliveries"), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 0);
  EXPECT_EQ(wake_ups_, 0);
}

}  // namespace
}  // namespace baryon::pipeline
