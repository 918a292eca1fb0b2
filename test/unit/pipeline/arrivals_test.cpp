#include "pipeline/arrivals.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "pipeline/arrival_looks.h"
#include "pipeline/stored_archives.h"
#include "pipeline/sync.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/pipeline/registrar_support.h"
#include "unit/store/store_double.h"

namespace baryon::pipeline {
namespace {

using Looked = ArrivalLooks::Looked;
using store::events::ObjectEvent;
using store::events::ObjectEventKind;
using test::SampleRepository;

const auto a = commit('a');
const auto b = commit('b');

ObjectEvent created(std::string key, std::string state = "1", std::string time = "") {
  return {.kind = ObjectEventKind::created,
          .name = "ObjectCreated:Put",
          .bucket = "templates",
          .key = std::move(key),
          .size = 100,
          .etag = std::move(state),
          .time = std::move(time)};
}

class ArrivingObjects : public PipelineTest {
 protected:
  Receipt accept(std::vector<Result<ObjectEvent>> records) {
    Arrivals arrivals(*database_, clock_, options_);
    const auto receipt =
        arrivals.accept({.records = std::move(records), .request_id = "r", .remote = "10.0.0.9", .body = "{}"});
    EXPECT_TRUE(receipt.has_value()) << (receipt ? "" : receipt.error().text());
    return receipt.value_or(Receipt{});
  }

  Receipt accept(ObjectEvent event) {
    std::vector<Result<ObjectEvent>> records;
    records.emplace_back(std::move(event));
    return accept(std::move(records));
  }

  void put(const std::string& key, const SampleRepository& content, const store::Metadata& metadata = {}) {
    const auto file = content.archive();
    auto bytes = File::create_unnamed(database_.directory());
    ASSERT_TRUE(bytes.has_value() && bytes->write(as_bytes(file)).has_value() && bytes->rewind().has_value());
    ASSERT_TRUE(store_.put(key, *bytes, metadata).has_value());
  }

  Looked look() {
    ArrivalLooks looks(*database_, store_, clock_, {.rules = rules_, .keys = options_.keys});
    const auto looked = looks.run_due();
    EXPECT_TRUE(looked.has_value()) << (looked ? "" : looked.error().text());
    return looked.value_or(Looked::nothing_due);
  }

  /// Runs the sync that is due; its ending.
  Ending run() {
    const auto job = queue_.claim();
    EXPECT_TRUE(job.has_value() && job->has_value());
    if (!job || !*job) return {};
    SyncRunner runner{*database_,
                      forge::Forges{&forge_, &archives_},
                      registrar_,
                      clock_,
                      {.rules = rules_, .spool_directory = database_.directory()}};
    auto ending = runner.run(**job);
    EXPECT_TRUE(ending.has_value()) << (ending ? "" : ending.error().text());
    if (!ending) return {};
    EXPECT_TRUE(queue_.finish(**job, *ending).has_value());
    return *ending;
  }

  Ending arrive(const std::string& key, const SampleRepository& content, const store::Metadata& metadata,
                const std::string& state = "1") {
    put(key, content, metadata);
    EXPECT_EQ(accept(created(key, state)).status, DeliveryStatus::accepted);
    EXPECT_EQ(look(), Looked::queued);
    return run();
  }

  std::string decision() {
    return database_.text("SELECT decision FROM ref_changes ORDER BY delivery_id DESC LIMIT 1");
  }
  std::string reason() { return database_.text("SELECT reason FROM ref_changes ORDER BY delivery_id DESC LIMIT 1"); }
  std::string owner_of(const std::string& name) {
    return database_.text("SELECT forge || ' ' || project || '/' || slug FROM templates WHERE name = '" + name + "'");
  }

  static store::Metadata of_main(const std::string& commit) {
    return {{"projectname", "PLAT"}, {"reponame", "infra"}, {"commithash", commit}, {"branch", "main"}};
  }

  Rules rules_;
  ArrivalOptions options_;
  forge::ForgeDouble forge_;
  store::StoreDouble store_;
  StoredArchives archives_{*database_, store_};
  registry::EmbeddedRegistry registry_{*database_, clock_, {}};
  Registrar registrar_{store_, registry_, {.scratch_directory = database_.directory()}};
  Queue queue_{*database_, clock_, "test"};
};

TEST_F(ArrivingObjects, AreRegisteredLikeAPush) {
  const auto ending = arrive("anything.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  EXPECT_EQ(ending.state, SyncState::succeeded);
  EXPECT_EQ(ending.reason, "1 version registered, 0 unchanged");
  const auto version = *registry_.find_version("vpc", std::nullopt);
  EXPECT_EQ(version->repository(), "PLAT/infra");
  EXPECT_EQ(version->ref, main_ref);
  EXPECT_EQ(version->commit, a);
  EXPECT_EQ(store_.calls(store::StoreDouble::Call::put), 2);  // by the test, and the bundle: not the archive again
  EXPECT_EQ(database_.text("SELECT status || ' ' || project || '/' || slug FROM deliveries"), "accepted PLAT/infra");
}

TEST_F(ArrivingObjects, AreNamedByTheirKeyWithoutMetadata) {
  arrive("NET/" + a + ".tar.gz", SampleRepository().environment("vpc/v1"), {});
  const auto version = *registry_.find_version("vpc", std::nullopt);
  EXPECT_EQ(version->repository(), "NET/NET");
  EXPECT_EQ(version->commit, a);
  EXPECT_EQ(version->ref, "refs/archives/" + a);
}

TEST_F(ArrivingObjects, WithoutACommitGetOneOfTheirState) {
  const auto first = arrive("team/network.tgz", SampleRepository().environment("vpc/v1"), {}, "1");
  EXPECT_EQ(first.reason, "1 version registered, 0 unchanged");
  const auto second =
      arrive("team/network.tgz", SampleRepository().environment("vpc/v1").environment("dns/v1"), {}, "2");
  EXPECT_EQ(second.reason, "1 version registered, 1 unchanged");
  EXPECT_EQ(owner_of("dns"), "s3 team/network");
}

TEST_F(ArrivingObjects, ThatComeTwiceAreOneSync) {
  arrive("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("x.tar.gz"));
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(decision(), "duplicate");
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 1);
  EXPECT_EQ(database_.text("SELECT status FROM deliveries ORDER BY id DESC LIMIT 1"), "duplicate");
}

TEST_F(ArrivingObjects, PutAgainForTheSameCommitAreSyncedAgain) {
  arrive("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a), "1");
  const auto again =
      arrive("x.tar.gz", SampleRepository().environment("vpc/v1").environment("dns/v1"), of_main(a), "2");
  EXPECT_EQ(again.reason, "1 version registered, 1 unchanged");
}

TEST_F(ArrivingObjects, OfAnOlderTimeDoNotReplaceNewerOnes) {
  put("new.tar.gz", SampleRepository().environment("vpc/v1"), of_main(b));
  accept(created("new.tar.gz", "1", "2026-11-25T10:00:01.000000Z"));
  EXPECT_EQ(look(), Looked::queued);
  put("old.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("old.tar.gz", "1", "2026-11-25T10:00:00.000000Z"));
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(reason(), "a newer archive of this branch came in before: that of bbbbbbb");
}

TEST_F(ArrivingObjects, SupersedeOlderOnesOfTheirBranchThatStillWait) {
  put("1.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  put("2.tar.gz", SampleRepository().environment("vpc/v1"), of_main(b));
  accept(created("1.tar.gz"));
  accept(created("2.tar.gz"));
  EXPECT_EQ(look(), Looked::queued);
  EXPECT_EQ(look(), Looked::queued);
  EXPECT_EQ(run().state, SyncState::superseded);
  EXPECT_EQ(run().state, SyncState::succeeded);
  EXPECT_EQ(forge_.calls(forge::ForgeDouble::Call::head), 0);
}

TEST_F(ArrivingObjects, ThatThisServerPutCostNothing) {
  deliver("", a);  // a push of PLAT/infra
  const auto archive = accept(created("PLAT/" + a + ".tar.gz"));
  EXPECT_EQ(archive.status, DeliveryStatus::ignored);
  EXPECT_EQ(archive.reason, "this server put it there itself");
  const auto bundle = accept(created("PLAT/" + a + "/vpc/v1.tar.gz"));
  EXPECT_EQ(bundle.status, DeliveryStatus::ignored);
  EXPECT_EQ(accept(created(".baryon-check-0a1b2c3d")).reason, "a check of the store");
  EXPECT_EQ(look(), Looked::nothing_due);
  EXPECT_EQ(store_.calls(store::StoreDouble::Call::head), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM deliveries"), 0);
}

TEST_F(ArrivingObjects, OfACommitThatWasPushedAreKnown) {
  deliver("", a);
  put("copy.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("copy.tar.gz"));
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(reason(), "this commit came from bitbucket already");
}

TEST_F(ArrivingObjects, OfARepositoryKnownFromItsForgeAreItsOwn) {
  forge_.push(infra, main_ref, a, SampleRepository().environment("vpc/v1").archive(), "Push");
  deliver("", a);
  EXPECT_EQ(run().state, SyncState::succeeded);
  const auto ending = arrive("x.tar.gz", SampleRepository().environment("vpc/v1").environment("dns/v1"), of_main(b));
  EXPECT_EQ(ending.reason, "1 version registered, 1 unchanged");
  EXPECT_EQ(owner_of("vpc"), "bitbucket PLAT/infra");
  EXPECT_EQ(owner_of("dns"), "s3 PLAT/infra");
}

TEST_F(ArrivingObjects, LeaveTheOwnerThatIsKnownBetter) {
  forge_.push(infra, main_ref, a, SampleRepository().environment("vpc/v1").archive(), "Push");
  deliver("", a);
  run();
  arrive("x.tar.gz", SampleRepository().environment("vpc/v2"), of_main(b));
  EXPECT_EQ(owner_of("vpc"), "bitbucket PLAT/infra");
  EXPECT_EQ((**registry_.find_version("vpc", std::nullopt)).number.text(), "2.0");
}

TEST_F(ArrivingObjects, HandTheirTemplatesOverToTheForge) {
  arrive("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  EXPECT_EQ(owner_of("vpc"), "s3 PLAT/infra");
  forge_.push(infra, main_ref, b, SampleRepository().environment("vpc/v1").environment("vpc/v2").archive(), "Push");
  deliver("", b);
  EXPECT_EQ(run().reason, "1 version registered, 1 unchanged");
  EXPECT_EQ(owner_of("vpc"), "bitbucket PLAT/infra");
}

TEST_F(ArrivingObjects, OfAnotherRepositoryAreRefused) {
  arrive("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  auto other = of_main(b);
  other["reponame"] = "other";
  const auto ending = arrive("y.tar.gz", SampleRepository().environment("vpc/v1"), other);
  EXPECT_EQ(ending.state, SyncState::dead);
  EXPECT_TRUE(ending.reason.contains("belongs to PLAT/infra; PLAT/other cannot register it too")) << ending.reason;
}

TEST_F(ArrivingObjects, ThatAreNoneAreIgnoredWithTheirReason) {
  options_.bucket = "templates";
  options_.store_prefix = "baryon/";
  options_.prefixes = {"PLAT/", "NET/"};
  const auto reason_of = [&](ObjectEvent event) {
    const auto receipt = accept(std::move(event));
    EXPECT_EQ(receipt.status, DeliveryStatus::ignored);
    return receipt.reason;
  };
  auto elsewhere = created("baryon/PLAT/x.tar.gz");
  elsewhere.bucket = "others";
  EXPECT_EQ(reason_of(elsewhere), "bucket 'others' is not the store's");
  auto removed = created("baryon/PLAT/x.tar.gz");
  removed.kind = ObjectEventKind::removed;
  EXPECT_EQ(reason_of(removed), "an object was removed: what was registered from it stays");
  EXPECT_TRUE(reason_of(created("PLAT/x.tar.gz")).contains("prefix 'baryon/'"));
  EXPECT_TRUE(reason_of(created("baryon/OTHER/x.tar.gz")).contains("store.events.prefixes"));
  EXPECT_TRUE(reason_of(created("baryon/PLAT/../x.tar.gz")).contains("cannot be an object's key"));
  EXPECT_TRUE(reason_of(created("baryon/PLAT/x.zip")).contains(".tgz"));
  auto huge = created("baryon/PLAT/x.tar.gz");
  huge.size = 5 * gib;
  EXPECT_EQ(reason_of(huge), "it is larger than 4GiB");
  EXPECT_EQ(look(), Looked::nothing_due);
  EXPECT_EQ(accept(created("baryon/PLAT/x.tar.gz")).status, DeliveryStatus::accepted);
}

TEST_F(ArrivingObjects, DoNotStopAtABadRecord) {
  put("good.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  std::vector<Result<ObjectEvent>> records;
  records.emplace_back(fail(ErrorCode::invalid, "Records[0]: key is missing"));
  records.emplace_back(created("gone.tar.gz"));
  records.emplace_back(created("good.tar.gz"));
  const auto receipt = accept(std::move(records));
  EXPECT_EQ(receipt.status, DeliveryStatus::accepted);
  EXPECT_EQ(receipt.reason, "2 of 3 objects will be looked at");
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(look(), Looked::queued);
  EXPECT_EQ(look(), Looked::nothing_due);
  EXPECT_EQ(database_.text("SELECT reason FROM ref_changes WHERE position = 1"), "the object is gone");
  EXPECT_EQ(database_.text("SELECT reason FROM deliveries"), "1 of 3 objects will be synced");
}

TEST_F(ArrivingObjects, WaitWhileTheStoreIsAway) {
  put("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("x.tar.gz"));
  store_.fail_next(store::StoreDouble::Call::head, Error{.code = ErrorCode::unavailable, .message = "away"});
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(decision(), "waiting");
  EXPECT_EQ(reason(), "it cannot be looked at yet: away");
  EXPECT_EQ(look(), Looked::nothing_due);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(look(), Looked::queued);
}

TEST_F(ArrivingObjects, LookedAtByTwoAreDecidedOnce) {
  put("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("x.tar.gz"));
  bool is_first = true;
  store_.on_call([&](store::StoreDouble::Call call) {
    if (call == store::StoreDouble::Call::head && std::exchange(is_first, false)) {
      EXPECT_EQ(look(), Looked::queued);
    }
  });
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_EQ(decision(), "queued");
  EXPECT_EQ(database_.number("SELECT count(*) FROM syncs"), 1);
}

TEST_F(ArrivingObjects, FollowTheRulesOfProjectsAndBranches) {
  rules_ = {.projects = {"PLAT"}, .branches = {"release/*"}};
  put("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("x.tar.gz"));
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_TRUE(reason().contains("bitbucket.branches")) << reason();
  put("NET/y.tar.gz", SampleRepository().environment("vpc/v1"));
  accept(created("NET/y.tar.gz"));
  EXPECT_EQ(look(), Looked::no_sync);
  EXPECT_TRUE(reason().contains("bitbucket.projects")) << reason();
  const auto ending = arrive("PLAT/z.tar.gz", SampleRepository().environment("vpc/v1"), {});
  EXPECT_EQ(ending.reason, "1 version registered, 0 unchanged");  // of no known branch
}

TEST_F(ArrivingObjects, WithMetadataThatIsNonsenseAreIgnored) {
  for (const auto& [name, value] : store::Metadata{
           {"projectname", ".."}, {"reponame", "a/b"}, {"commithash", "1234567"}, {"branch", std::string(1100, 'b')}}) {
    auto metadata = of_main(a);
    metadata[name] = value;
    put("x.tar.gz", SampleRepository().environment("vpc/v1"), metadata);
    accept(created("x.tar.gz", name));
    EXPECT_EQ(look(), Looked::no_sync);
    EXPECT_EQ(decision(), "ignored") << name;
  }
}

TEST_F(ArrivingObjects, ThatAreGoneWhenTheirTurnComesAreDead) {
  put("x.tar.gz", SampleRepository().environment("vpc/v1"), of_main(a));
  accept(created("x.tar.gz"));
  EXPECT_EQ(look(), Looked::queued);
  ASSERT_TRUE(store_.remove("x.tar.gz").has_value());
  const auto job = queue_.claim();
  ASSERT_TRUE(job.has_value() && job->has_value());
  SyncRunner runner{*database_,
                    forge::Forges{&forge_, &archives_},
                    registrar_,
                    clock_,
                    {.rules = rules_, .spool_directory = database_.directory()}};
  const auto ending = runner.run(**job);
  ASSERT_FALSE(ending.has_value());
  EXPECT_EQ(*queue_.give_up_for_now(**job, ending.error()), SyncState::dead);
}

}  // namespace
}  // namespace baryon::pipeline
