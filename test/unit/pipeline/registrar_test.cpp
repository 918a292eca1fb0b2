#include "pipeline/registrar.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/pipeline/pipeline_support.h"
#include "unit/pipeline/registrar_support.h"
#include "unit/store/store_double.h"

namespace baryon::pipeline {
namespace {

using test::SampleRepository;
using When = FailingRegistry::When;

const Error killed{.code = ErrorCode::unavailable, .message = "killed", .retryable = true};

class Registration : public PipelineTest {
 protected:
  static Origin origin(const std::string& commit, const forge::Repository& repository = infra) {
    return {.owner = {.forge = "bitbucket",
                      .repository_id = repository.id,
                      .project = repository.project,
                      .slug = repository.slug},
            .ref = main_ref,
            .commit = commit,
            .subject = "Make it better"};
  }

  Result<Registrar::Report> run(const SampleRepository& repository, const Origin& origin,
                                Registrar::Mode mode = Registrar::Mode::apply, RegistrarOptions options = {}) {
    options.scratch_directory = database_.directory();
    options.on_registered = [this](const TemplateResult& result) { told_.push_back(result.outcome); };
    Registrar registrar(store_, registry_, std::move(options));
    auto archive = test::spool(repository.archive());
    return registrar.run(archive, origin, mode);
  }

  std::vector<TemplateResult> results(const SampleRepository& repository, const Origin& origin,
                                      Registrar::Mode mode = Registrar::Mode::apply) {
    const auto report = run(repository, origin, mode);
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().text());
    return report ? report->results : std::vector<TemplateResult>{};
  }

  std::size_t objects() { return store_.list("")->size(); }
  std::int64_t version_count() { return database_.number("SELECT count(*) FROM versions"); }

  store::StoreDouble store_;
  registry::EmbeddedRegistry embedded_{*database_, clock_, {}};
  FailingRegistry registry_{embedded_};
  std::vector<std::string> told_;
};

const auto a = commit('a');
const auto b = commit('b');

SampleRepository two() { return SampleRepository().environment("templates/vpc/v1").service("templates/web/v2"); }

TEST_F(Registration, MakesTemplatesAndKeepsTheirBytes) {
  const auto made = results(two(), origin(a));
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].name, "vpc");
  EXPECT_EQ(made[0].kind, "environment");
  EXPECT_EQ(made[0].outcome, "new_template");
  EXPECT_EQ(made[0].directory, "templates/vpc/v1");
  EXPECT_EQ(made[1].kind, "service");
  EXPECT_EQ(made[1].major, 2);
  EXPECT_EQ(made[1].minor, 0);
  EXPECT_EQ(*store_.list(""), (std::vector<std::string>{"PLAT/" + a + ".tar.gz", "PLAT/" + a + "/vpc/v1.tar.gz",
                                                        "PLAT/" + a + "/web/v2.tar.gz"}));
  EXPECT_EQ(store_.head("PLAT/" + a + ".tar.gz")->metadata,
            (store::Metadata{{"projectname", "PLAT"}, {"reponame", "infra"}, {"commithash", a}, {"branch", "main"}}));
  const auto version = **embedded_.find_version("vpc", std::nullopt);
  EXPECT_EQ(version.description, "[aaaaaaa] Make it better");
  EXPECT_EQ(version.bundle_key, "PLAT/" + a + "/vpc/v1.tar.gz");
  EXPECT_EQ(version.commit, a);
  EXPECT_EQ(version.ref, main_ref);
  EXPECT_EQ(told_, (std::vector<std::string>{"new_template", "new_template"}));
}

TEST_F(Registration, ChangesNothingTheSecondTime) {
  results(two(), origin(a));
  const auto bytes = store_.content("PLAT/" + a + "/vpc/v1.tar.gz");
  for (const auto& result : results(two(), origin(a))) {
    EXPECT_EQ(result.outcome, "unchanged");
    EXPECT_FALSE(result.is_new_version());
  }
  EXPECT_EQ(version_count(), 2);
  EXPECT_EQ(objects(), 3U);
  EXPECT_EQ(store_.content("PLAT/" + a + "/vpc/v1.tar.gz"), bytes);
}

TEST_F(Registration, MakesAMinorWhereTheContentChanged) {
  results(two(), origin(a));
  const auto next = results(two().file("templates/vpc/v1/infrastructure/extra.yaml"), origin(b));
  EXPECT_EQ(next[0].outcome, "new_minor");
  EXPECT_EQ(next[0].minor, 1);
  EXPECT_EQ(next[1].outcome, "unchanged");
  EXPECT_EQ(next[1].reason, "same content as version 2.0");
  EXPECT_EQ(results(SampleRepository().environment("x/vpc/v3"), origin(b))[0].outcome, "new_major");
}

TEST_F(Registration, OnlyTellsInADryRun) {
  const auto planned = results(two(), origin(a), Registrar::Mode::dry_run);
  ASSERT_EQ(planned.size(), 2U);
  EXPECT_EQ(planned[0].outcome, "new_template");
  EXPECT_EQ(version_count(), 0);
  EXPECT_EQ(objects(), 0U);
  EXPECT_TRUE(told_.empty());
}

TEST_F(Registration, FinishesAfterACrashBeforeTheArchiveWasStored) {
  store_.fail_next(store::StoreDouble::Call::put, killed);
  EXPECT_EQ(run(two(), origin(a)).error().code, ErrorCode::unavailable);
  EXPECT_EQ(version_count(), 0);
  EXPECT_EQ(results(two(), origin(a))[0].outcome, "new_template");
}

TEST_F(Registration, FinishesAfterACrashBetweenStoreAndRegistry) {
  registry_.fail_next(killed, When::before);
  EXPECT_FALSE(run(two(), origin(a)).has_value());
  EXPECT_EQ(version_count(), 0);
  const auto left = store_.content("PLAT/" + a + "/vpc/v1.tar.gz");
  EXPECT_FALSE(left.empty());
  EXPECT_EQ(results(two(), origin(a))[0].outcome, "new_template");
  EXPECT_EQ(store_.content("PLAT/" + a + "/vpc/v1.tar.gz"), left);
  EXPECT_EQ(version_count(), 2);
}

TEST_F(Registration, DoublesNothingAfterACrashBehindTheRegistry) {
  registry_.fail_next(killed, When::after);
  EXPECT_FALSE(run(two(), origin(a)).has_value());
  EXPECT_EQ(version_count(), 1);
  const auto again = results(two(), origin(a));
  EXPECT_EQ(again[0].outcome, "unchanged");
  EXPECT_EQ(again[1].outcome, "new_template");
  EXPECT_EQ(version_count(), 2);
}

TEST_F(Registration, RefusesATemplateOfAnotherRepositoryAndNamesBoth) {
  results(two(), origin(a));
  const forge::Repository other{.id = 8, .project = "APPS", .slug = "shop"};
  const auto second = results(SampleRepository().environment("vpc/v1").environment("own/v1"), origin(b, other));
  ASSERT_EQ(second.size(), 2U);
  const auto& [mine, theirs] = std::pair(second[0], second[1]);
  EXPECT_EQ(mine.outcome, "new_template");  // one refused template does not stop the others
  EXPECT_TRUE(theirs.is_refused());
  EXPECT_TRUE(theirs.reason.contains("PLAT/infra")) << theirs.reason;
  EXPECT_TRUE(theirs.reason.contains("APPS/shop")) << theirs.reason;
  EXPECT_FALSE(theirs.hint.empty());
}

TEST_F(Registration, LetsARenamedRepositoryKeepItsTemplates) {
  results(two(), origin(a));
  const forge::Repository renamed{.id = infra.id, .project = "NEW", .slug = "name"};
  const auto next = results(two().file("templates/vpc/v1/infrastructure/extra.yaml"), origin(b, renamed));
  EXPECT_EQ(next[0].outcome, "new_minor");
  EXPECT_EQ((**embedded_.find_template("vpc")).owner.path(), "NEW/name");
}

TEST_F(Registration, RefusesAChangeOfKind) {
  results(SampleRepository().environment("vpc/v1"), origin(a));
  const auto next = results(SampleRepository().service("vpc/v2"), origin(b));
  ASSERT_EQ(next.size(), 1U);
  EXPECT_TRUE(next[0].is_refused());
  EXPECT_TRUE(next[0].reason.contains("environment") && next[0].reason.contains("service")) << next[0].reason;
}

TEST_F(Registration, RegistersTheGoodTemplatesBesideABadOne) {
  const auto made = results(two().without("templates/vpc/v1/schema/schema.yaml"), origin(a));
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].name, "web");
  EXPECT_EQ(made[0].outcome, "new_template");
  EXPECT_TRUE(made[1].is_refused());
  EXPECT_EQ(made[1].directory, "templates/vpc/v1");
  EXPECT_FALSE(made[1].reason.empty());
}

TEST_F(Registration, FailsAsAWholeWhenTheArchiveIsNone) {
  Registrar registrar(store_, registry_, {.scratch_directory = database_.directory()});
  auto archive = test::spool("<html>please log in</html>");
  const auto report = registrar.run(archive, origin(a), Registrar::Mode::apply);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::corrupt);
  EXPECT_EQ(objects(), 0U);
}

TEST_F(Registration, RefusesAnArchiveOfAnotherCommit) {
  Registrar registrar(store_, registry_, {.scratch_directory = database_.directory()});
  auto archive = test::spool(test::gzip(test::TarBuilder().pax({{"comment", b}}, 'g').file("x", "y").end()));
  const auto report = registrar.run(archive, origin(a), Registrar::Mode::apply);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::corrupt);
  EXPECT_TRUE(report.error().retryable);
  EXPECT_EQ(objects(), 0U);
}

TEST_F(Registration, NamesObjectsAsConfigured) {
  RegistrarOptions options;
  options.archive_key = "{branch}/{project}/{repository}/{commit}.tgz";
  ASSERT_TRUE(run(two(), origin(a), Registrar::Mode::apply, options).has_value());
  EXPECT_TRUE(store_.head("main/PLAT/infra/" + a + ".tgz").has_value());
}

TEST_F(Registration, NamesTheTemplateAtTheRootAfterTheRepositoryOrAsConfigured) {
  EXPECT_EQ(results(SampleRepository().environment("v1"), origin(a))[0].name, "infra");
  RegistrarOptions options;
  options.root_names = {.any = "core"};
  const auto named = run(SampleRepository().environment("v1"), origin(b), Registrar::Mode::apply, options);
  EXPECT_EQ(named->results.at(0).name, "core");
}

TEST_F(Registration, NamesTemplatesAtTheRootByTheirKind) {
  RegistrarOptions options;
  options.root_names = {.any = "core", .environment = "network", .service = "web"};
  const auto environment = run(SampleRepository().environment("v1"), origin(a), Registrar::Mode::apply, options);
  EXPECT_EQ(environment->results.at(0).name, "network");
  const auto service = run(SampleRepository().service("v1"), origin(b), Registrar::Mode::apply, options);
  EXPECT_EQ(service->results.at(0).name, "web");
  options.root_names.service = "";
  const auto other = run(SampleRepository().service("v1"), origin(commit('c')), Registrar::Mode::apply, options);
  EXPECT_EQ(other->results.at(0).name, "core");
}

TEST_F(Registration, CutsALongDescriptionBetweenCharacters) {
  auto long_origin = origin(a);
  long_origin.subject = std::string(489, 'x') + "\xC3\xA4\xC3\xA4";
  results(two(), long_origin);
  const auto description = (**embedded_.find_version("vpc", std::nullopt)).description;
  EXPECT_EQ(description, "[aaaaaaa] " + std::string(489, 'x'));
}

TEST_F(Registration, SaysWhatItPassedOver) {
  const auto report = run(SampleRepository().file("api/v1/main.go"), origin(a));
  EXPECT_TRUE(report->results.empty());
  EXPECT_EQ(report->passed_over, std::vector<std::string>{"api/v1"});
}

}  // namespace
}  // namespace baryon::pipeline
