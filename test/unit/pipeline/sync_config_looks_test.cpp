#include "pipeline/sync_config_looks.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/queue.h"
#include "pipeline/reconcile.h"
#include "pipeline/reconcile_requests.h"
#include "pipeline/repositories.h"
#include "pipeline/repository_links.h"
#include "pipeline/steering.h"
#include "pipeline/sync.h"
#include "pipeline/sync_config_rows.h"
#include "pipeline/sync_configs.h"
#include "unit/forge/forge_double.h"
#include "unit/pipeline/pipeline_support.h"
#include "unit/pipeline/registrar_support.h"
#include "unit/store/store_double.h"

namespace baryon::pipeline {
namespace {

using forge::ForgeDouble;
using Call = ForgeDouble::Call;
using registry::TemplateKey;
using registry::TemplateKind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::SampleRepository;

const auto a = commit('a');
const auto b = commit('b');
const TemplateKey vpc{.kind = TemplateKind::environment, .name = "vpc"};
const std::string lab = "refs/heads/lab";

/// A repository whose branch `lab` the rules do not admit.
class Looks : public PipelineTest {
 protected:
  void forge_has(const std::string& commit, const std::string& ref = lab,
                 const SampleRepository& content =
                     SampleRepository().environment("templates/vpc/v1").environment("templates/mesh/v1")) {
    forge_.push(infra, ref, commit, content.archive(), "Told by the forge");
  }

  SyncConfig create(const std::string& branch = "lab", const std::string& subdirectory = "templates") {
    const auto made = configs_.create({.template_key = vpc,
                                       .repository = {.project = "plat", .slug = "infra"},
                                       .branch = branch,
                                       .subdirectory = subdirectory});
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text());
    return made.value_or(SyncConfig{});
  }

  SyncConfig config() {
    return **database_->read([](db::Session& session) { return find_sync_config(session, vpc); });
  }

  std::optional<Ending> run_one() {
    const auto job = queue_.claim();
    EXPECT_TRUE(job.has_value());
    if (!job || !*job) return std::nullopt;
    auto ending = runner_.run(**job);
    EXPECT_TRUE(ending.has_value()) << (ending ? "" : ending.error().text());
    EXPECT_TRUE(queue_.finish(**job, ending.value_or(Ending{})).has_value());
    return ending.value_or(Ending{});
  }

  static std::string outcomes(const Ending& ending) {
    std::string text;
    for (const auto& result : ending.results) text += result.name + " " + result.outcome + "; ";
    return text;
  }

  std::string versions(const std::string& name = "vpc") {
    std::string text;
    const auto found = *registry_.versions(name);
    for (const auto& version : found) text += version.number.text() + " ";
    return text;
  }

  Rules rules_{.projects = {"PLAT"}, .branches = {"main"}};
  ForgeDouble forge_;
  store::StoreDouble store_;
  registry::EmbeddedRegistry registry_{*database_, clock_, {}};
  Steering steering_{*database_, clock_};
  Registrar registrar_{store_, registry_, {.scratch_directory = database_.directory(), .steering = &steering_}};
  Queue queue_{*database_, clock_, "test"};
  SyncConfigs configs_{*database_, clock_, {.forge = "bitbucket", .on_due = [this] { ++wake_ups_; }}};
  SyncConfigLooks looks_{*database_, forge_, clock_};
  SyncRunner runner_{
      *database_, forge_, registrar_, clock_, {.rules = rules_, .spool_directory = database_.directory()}};
  int wake_ups_ = 0;
};

TEST_F(Looks, DoNothingUnasked) { EXPECT_EQ(*looks_.run_due(), std::nullopt); }

TEST_F(Looks, HaveABranchSyncedThatTheRulesDoNotAdmit) {
  forge_has(a);
  create();
  EXPECT_EQ(wake_ups_, 1);
  EXPECT_EQ(*looks_.run_due(), true);
  EXPECT_EQ(*looks_.run_due(), std::nullopt);
  EXPECT_EQ(tip(lab), a);
  const auto ending = run_one();
  EXPECT_EQ(outcomes(*ending), "mesh skipped; vpc new_template; ");
  EXPECT_EQ(ending->state, SyncState::succeeded);
  EXPECT_EQ(ending->reason,
            "1 version registered, 0 unchanged, 1 skipped: mesh: the branch is synced only for templates whose sync "
            "config names it");
  EXPECT_EQ(config().repository.path(), "PLAT/infra") << "as the forge writes it";
  EXPECT_EQ(config().repository.id, infra.id);
  EXPECT_EQ((**database_->read([](db::Session& session) {
              return find_link(session, "bitbucket", infra);
            })).repository.path(),
            "PLAT/infra");
}

TEST_F(Looks, HaveACommitSyncedAgainThatWasBefore) {
  forge_has(a, main_ref);
  deliver("", a);
  EXPECT_EQ(outcomes(*run_one()), "mesh new_template; vpc new_template; ");
  ASSERT_TRUE(configs_.stop(vpc));
  forge_has(b, main_ref, SampleRepository().environment("templates/vpc/v1").file("templates/vpc/v1/new"));
  deliver(a, b);
  EXPECT_EQ(outcomes(*run_one()), "vpc skipped; ");
  EXPECT_EQ(versions(), "1.0 ");
  create("main");
  EXPECT_EQ(*looks_.run_due(), true);
  EXPECT_EQ(outcomes(*run_one()), "vpc new_minor; ");
  EXPECT_EQ(versions(), "1.0 1.1 ");
}

TEST_F(Looks, AskAgainWhileASyncRunsThatMayNotKnowTheConfig) {
  forge_has(a, main_ref);
  deliver("", a);
  const auto running = queue_.claim();
  create("main");
  EXPECT_EQ(*looks_.run_due(), false);
  EXPECT_TRUE(config().due_at.has_value());
  EXPECT_EQ(config().failure, "");
  ASSERT_TRUE(queue_.finish(**running, {.state = SyncState::succeeded, .reason = ""}));
  EXPECT_EQ(*looks_.run_due(), std::nullopt);
  clock_.advance(seconds(1));
  EXPECT_EQ(*looks_.run_due(), true);
  EXPECT_EQ(state_of(a), "queued");
}

TEST_F(Looks, ComeBackWithGrowingPausesAndKeepTheReason) {
  create();
  for (const auto pause : {5, 10, 20}) {
    EXPECT_EQ(*looks_.run_due(), false);
    EXPECT_TRUE(config().failure.contains("Bitbucket does not have")) << config().failure;
    EXPECT_EQ(config().failed_at, clock_.now());
    clock_.advance(seconds(pause) - milliseconds(1));
    EXPECT_EQ(*looks_.run_due(), std::nullopt) << pause;
    clock_.advance(milliseconds(1));
  }
  forge_has(a, main_ref);
  EXPECT_EQ(*looks_.run_due(), false);
  EXPECT_TRUE(config().failure.contains("PLAT/infra has no branch 'lab'")) << config().failure;
  EXPECT_EQ(config().repository.id, infra.id) << "so that a rename is followed";
  forge_has(a);
  clock_.advance(seconds(40));
  EXPECT_EQ(*looks_.run_due(), true);
  EXPECT_EQ(config().failure, "");
  EXPECT_FALSE(config().failed_at.has_value());
}

TEST_F(Looks, LeaveAConfigDueThatChangesWhileTheForgeIsAsked) {
  forge_has(a);
  create();
  forge_.on_call([this](Call call) {
    if (call != Call::head) return;
    ASSERT_TRUE(configs_.update({.template_key = vpc, .repository = infra, .branch = "lab"}));
  });
  EXPECT_EQ(*looks_.run_due(), false);
  EXPECT_TRUE(config().due_at.has_value());
  forge_.on_call([](Call) {});
  EXPECT_EQ(*looks_.run_due(), true);
}

TEST_F(Looks, KeepNoFailureWithAConfigThatWasDeletedMeanwhile) {
  create();
  forge_.on_call([this](Call) { ASSERT_TRUE(configs_.stop(vpc)); });
  EXPECT_EQ(*looks_.run_due(), false);
  EXPECT_EQ(config().failure, "");
  EXPECT_EQ(*looks_.run_due(), std::nullopt);
}

TEST_F(Looks, MoveATemplateToTheRepositoryThatIsNamed) {
  const forge::Repository other{.id = 9, .project = "PLAT", .slug = "other"};
  forge_has(a, main_ref);
  deliver("", a);
  run_one();
  forge_.push(other, main_ref, b, SampleRepository().environment("vpc/v1").file("vpc/v1/moved").archive());
  ASSERT_TRUE(configs_.create({.template_key = vpc, .repository = other, .branch = "main"}));
  EXPECT_EQ(*looks_.run_due(), true);
  EXPECT_EQ(outcomes(*run_one()), "vpc new_minor; ");
  EXPECT_EQ((**registry_.find_template("vpc")).owner.path(), "PLAT/other");
  forge_has(commit('c'), main_ref);
  deliver(a, commit('c'));
  EXPECT_EQ(outcomes(*run_one()), "mesh unchanged; vpc skipped; ");
}

TEST_F(Looks, SkipWhatIsAtFaultButNotToBeRegisteredFromHere) {
  forge_has(
      a, lab,
      SampleRepository().environment("templates/vpc/v1").environment("bad/v1").without("bad/v1/schema/schema.yaml"));
  create();
  ASSERT_TRUE(looks_.run_due());
  const auto ending = run_one();
  EXPECT_EQ(ending->state, SyncState::succeeded);
  EXPECT_EQ(outcomes(*ending), "vpc new_template; bad skipped; ");
}

TEST_F(Looks, AdmitPushesToTheBranchFromThenOn) {
  forge_has(a);
  create();
  ASSERT_TRUE(looks_.run_due());
  run_one();
  Ingest ingest(*database_, clock_, {.rules = rules_});
  const auto receipt = accept(ingest, delivery_of({push(a, b, lab)}));
  EXPECT_EQ(receipt->status, DeliveryStatus::accepted);
  EXPECT_EQ(database_.text("SELECT reason FROM ref_changes"),
            "the sync config of environment template 'vpc' names this branch");
  EXPECT_EQ(accept(ingest, delivery_of({push("", b, "refs/heads/other")}))->status, DeliveryStatus::ignored);
  EXPECT_EQ(accept(ingest, delivery_of({push(b, "", lab)}))->status, DeliveryStatus::ignored);
  EXPECT_EQ(tip(lab), "");
  ASSERT_TRUE(configs_.stop(vpc));
  EXPECT_EQ(accept(ingest, delivery_of({push("", b, lab)}))->status, DeliveryStatus::ignored);
}

TEST_F(Looks, AdmitPushesOfARepositoryThatTheRulesDoNotKnow) {
  create("main");
  Ingest ingest(*database_, clock_, {.rules = {.projects = {"OTHER"}, .branches = {"main"}}});
  EXPECT_EQ(accept(ingest, delivery_of({push("", a)}))->status, DeliveryStatus::accepted) << "by its path";
  EXPECT_EQ(accept(ingest, delivery_of({push("", b, lab)}))->status, DeliveryStatus::ignored);
  EXPECT_TRUE(accept(ingest, delivery_of({}))->reason.contains("will be compared"));
  EXPECT_EQ(reconciles(), 1);
}

TEST_F(Looks, LetReconcilesFindTheBranch) {
  forge_has(a);
  forge_has(b, main_ref);
  forge_has(b, "refs/heads/wip");
  create();
  ASSERT_TRUE(database_->writer().write([&](db::Session& session) -> Result<void> {
    BARYON_CHECK(remember_repository(session, "bitbucket", infra));
    return request_reconcile(session, "bitbucket", infra.id, "test", clock_.now());
  }));
  Reconciler reconciler(*database_, forge_, clock_, {.rules = {.projects = {"OTHER"}, .branches = {}}});
  EXPECT_EQ(*reconciler.run_due(), 1);
  EXPECT_EQ(state_of(a, lab), "queued");
}

TEST_F(Looks, EndASyncWhoseBranchNobodyNamesAnyMore) {
  forge_has(a);
  create();
  ASSERT_TRUE(looks_.run_due());
  ASSERT_TRUE(configs_.stop(vpc));
  EXPECT_TRUE(run_one()->reason.starts_with("nothing to do: branch 'lab' is not among the configured branches"));
  EXPECT_EQ(versions(), "");
}

}  // namespace
}  // namespace baryon::pipeline
