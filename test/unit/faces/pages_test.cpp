#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <set>
#include <string>

#include "app/application.h"
#include "faces/dashboard.h"
#include "faces/health.h"
#include "faces/json_api.h"
#include "faces/openapi.h"
#include "unit/bundle/sample_repository.h"
#include "unit/store/temporary_directory.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;

const std::string commit(40, 'a');
const std::string evil = "<script>alert('x')</script>";

/// The whole program but for its listener and workers, with one template and one delivery.
class Pages : public ::testing::Test {
 protected:
  void SetUp() override {
    ::testing::internal::CaptureStderr();
    app::Config config;
    config.database = db::Url::sqlite(directory_.path() / "data" / "baryon.db");
    config.store.url = "file:" + (directory_.path() / "data" / "objects").string();
    config.bitbucket.branches = {"main"};
    auto opened = app::Application::open(std::move(config), app::Application::Purpose::serve);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    application_ = *std::move(opened);
    register_templates();
    receive_delivery();
  }
  void TearDown() override { static_cast<void>(::testing::internal::GetCapturedStderr()); }

  net::Response get(const std::string& path, const std::string& query = "") {
    net::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    return JsonApi(*application_).handle(request);
  }

  net::Response post(const std::string& path, const std::string& query = "") {
    net::Request request;
    request.method = "POST";
    request.path = path;
    request.query = query;
    return JsonApi(*application_).carry_out(request);
  }

  json::value body(const std::string& path, const std::string& query = "") {
    const auto response = get(path, query);
    EXPECT_EQ(response.status, 200) << path << " " << response.body;
    return json::parse(response.body);
  }

  std::string sync_id() { return std::string(body("/api/v1/syncs").at("syncs").at(0).at("id").as_string()); }
  std::string delivery_id() { return delivery_; }

  store::TemporaryDirectory directory_;
  std::unique_ptr<app::Application> application_;

 private:
  void register_templates() {
    auto archive =
        test::spool(test::SampleRepository()
                        .environment("templates/vpc/v1")
                        .file("templates/vpc/v1/schema/schema.yaml", test::environment_schema + "# " + evil + "\n")
                        .archive());
    const auto report = application_->registrar().run(
        archive,
        {.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
         .ref = "refs/heads/main",
         .commit = commit,
         .subject = evil},
        pipeline::Registrar::Mode::apply);
    ASSERT_TRUE(report.has_value()) << report.error().text();
    ASSERT_FALSE(report->results.at(0).is_refused()) << report->results[0].reason;
  }

  void receive_delivery() {
    std::promise<Result<pipeline::Receipt>> promise;
    application_->ingest().accept({.forge = "bitbucket",
                                   .event = {.kind = forge::EventKind::refs_changed,
                                             .key = "repo:refs_changed",
                                             .repository = {.id = 7, .project = "PLAT", .slug = evil},
                                             .changes = {{.ref = "refs/heads/main",
                                                          .kind = forge::RefKind::branch,
                                                          .type = forge::ChangeType::add,
                                                          .to = commit,
                                                          .subject = evil}}},
                                   .request_id = "r",
                                   .remote = "10.0.0.1",
                                   .body = "{}"},
                                  [&](Result<pipeline::Receipt> receipt) { promise.set_value(std::move(receipt)); });
    const auto receipt = promise.get_future().get();
    ASSERT_TRUE(receipt.has_value());
    delivery_ = receipt->delivery;
  }

  std::string delivery_;
};

TEST_F(Pages, TellOfTemplatesAndVersions) {
  EXPECT_EQ(body("/api/v1/templates").at("templates").at(0).at("name"), "vpc");
  EXPECT_EQ(body("/api/v1/templates/vpc").at("repository"), "PLAT/infra");
  const auto versions = body("/api/v1/templates/vpc/versions").at("versions").as_array();
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_TRUE(versions[0].at("schema").is_null());
  const auto version = body("/api/v1/templates/vpc/versions/1.0");
  EXPECT_EQ(version.at("version"), "1.0");
  EXPECT_NE(version.at("schema").as_string().find("openapi"), json::string::npos);
  EXPECT_TRUE(version.at("digest").as_string().starts_with("sha256:"));
}

TEST_F(Pages, TellTemplatesOfOneNameApartByKind) {
  const registry::TemplateKey service{.kind = registry::TemplateKind::service, .name = "vpc"};
  ASSERT_TRUE(application_->library().create_template({.key = service}).has_value());
  ASSERT_TRUE(application_->library()
                  .begin_version({.template_key = service, .source = {.bucket = "b", .key = "k"}})
                  .has_value());
  EXPECT_EQ(body("/api/v1/templates/vpc").at("kind"), "environment");
  EXPECT_EQ(body("/api/v1/templates/vpc", "kind=environment").at("kind"), "environment");
  const auto found = body("/api/v1/templates/vpc", "kind=service");
  EXPECT_EQ(found.at("kind"), "service");
  EXPECT_TRUE(found.at("repository").is_null());
  const auto version = body("/api/v1/templates/vpc/versions/1.0", "kind=service");
  EXPECT_EQ(version.at("status"), "REGISTRATION_IN_PROGRESS");
  EXPECT_TRUE(version.at("digest").is_null());
  EXPECT_EQ(body("/api/v1/templates/vpc/versions", "kind=service").at("versions").as_array().size(), 1U);
  EXPECT_EQ(get("/api/v1/templates/vpc", "kind=other").status, 400);
  Dashboard dashboard(*application_);
  EXPECT_TRUE(dashboard.home().body.contains("\"/templates/vpc\""));
  EXPECT_TRUE(dashboard.home().body.contains("\"/templates/vpc?kind=service\""));
  EXPECT_TRUE(dashboard.template_page({"vpc", registry::TemplateKind::service}).body.contains("made by hand"));
}

TEST_F(Pages, TellOfDeliveriesAndSyncs) {
  EXPECT_EQ(body("/api/v1/deliveries/" + delivery_id()).at("status"), "accepted");
  EXPECT_EQ(body("/api/v1/syncs/" + sync_id()).at("state"), "queued");
  EXPECT_EQ(body("/api/v1/syncs", "state=dead").at("syncs").as_array().size(), 0U);
  EXPECT_EQ(body("/api/v1/deliveries", "repo=plat%2Fnone").at("deliveries").as_array().size(), 0U);
  EXPECT_EQ(body("/api/v1/explain/aaaaaaa").at("versions").as_array().size(), 1U);
}

TEST_F(Pages, RefuseWhatMakesNoSense) {
  for (const auto& [path, query] :
       std::vector<std::pair<std::string, std::string>>{{"/api/v1/syncs", "state=bogus"},
                                                        {"/api/v1/deliveries", "state=dead"},
                                                        {"/api/v1/syncs", "limit=0"},
                                                        {"/api/v1/syncs", "limit=501"},
                                                        {"/api/v1/syncs", "limit=x"},
                                                        {"/api/v1/syncs", "repo=noslash"},
                                                        {"/api/v1/ledger", "limit=501"},
                                                        {"/api/v1/ledger", "gaps=yes"},
                                                        {"/api/v1/ledger", "repo=noslash"},
                                                        {"/api/v1/explain/!", ""},
                                                        {"/api/v1/templates/vpc/versions/one", ""}})
    EXPECT_EQ(get(path, query).status, 400) << path << "?" << query;
}

TEST_F(Pages, SayThatSomethingIsMissing) {
  for (const auto* const path :
       {"/api/v1/templates/none", "/api/v1/templates/none/versions", "/api/v1/templates/vpc/versions/9.9",
        "/api/v1/syncs/none", "/api/v1/deliveries/none", "/api/v1/explain/1234567", "/api/v1/", "/api/v1/nothing"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_TRUE(json::parse(response.body).at("reason").is_string());
  }
}

TEST_F(Pages, PublishVersions) {
  const auto published = post("/api/v1/templates/vpc/versions/1.0/publish");
  EXPECT_EQ(published.status, 200) << published.body;
  EXPECT_EQ(json::parse(published.body).at("status").as_string(), "PUBLISHED");
  EXPECT_EQ(body("/api/v1/templates/vpc").at("recommended").as_string(), "1.0");
  EXPECT_EQ(post("/api/v1/templates/vpc/versions/7.0/publish").status, 404);
  EXPECT_EQ(post("/api/v1/templates/vpc/versions/one/publish").status, 400);
}

TEST_F(Pages, TellWhereEachRefStands) {
  const auto refs = body("/api/v1/ledger").at("refs").as_array();
  ASSERT_EQ(refs.size(), 1U);
  EXPECT_EQ(refs[0].at("tip").as_string(), commit);
  EXPECT_EQ(refs[0].at("announced").at("commit").as_string(), commit);
  EXPECT_TRUE(refs[0].at("seen").is_null());
  EXPECT_TRUE(refs[0].at("synced").is_null());
  EXPECT_EQ(refs[0].at("state"), "waiting");
  EXPECT_EQ(refs[0].at("sync").as_string(), sync_id());
  EXPECT_EQ(body("/api/v1/ledger", "repo=PLAT/none").at("refs").as_array().size(), 0U);
  EXPECT_EQ(body("/api/v1/ledger", "gaps=true").at("refs").as_array().size(), 1U);
  EXPECT_TRUE(Dashboard(*application_).ledger_page().body.contains("waiting"));
  EXPECT_TRUE(Dashboard(*application_).home().body.contains("1 ref is behind"));
  EXPECT_TRUE(metrics(*application_).body.contains("baryon_ref_gaps 1"));
}

TEST_F(Pages, HaveRepositoriesCompared) {
  const auto requests = [&](const std::string& where) {
    const auto row = application_->database().read([&](db::Session& session) {
      return session.query_one<std::int64_t>("SELECT count(*) FROM reconciles WHERE repository_id " + where);
    });
    return row && *row ? std::get<0>(**row) : -1;
  };
  EXPECT_EQ(post("/api/v1/reconcile", "repo=PLAT/none").status, 404);
  EXPECT_EQ(post("/api/v1/reconcile", "repo=none").status, 400);
  EXPECT_EQ(requests("= 0"), 0);
  EXPECT_EQ(post("/api/v1/reconcile").status, 200);
  EXPECT_EQ(requests("= 0"), 1);
  EXPECT_EQ(requests("= 7"), 0);
}

TEST_F(Pages, QueueSyncsAgain) {
  const auto retried = post("/api/v1/syncs/" + sync_id() + "/retry");
  EXPECT_EQ(retried.status, 200) << retried.body;
  const auto answer = json::parse(retried.body);
  const auto& one = answer.at("retried").at(0);
  EXPECT_EQ(one.at("sync").as_string(), sync_id());
  EXPECT_FALSE(one.at("queued").as_bool());
  EXPECT_EQ(one.at("reason").as_string(), "it is queued already");
  EXPECT_EQ(post("/api/v1/syncs/01j00000000000000000000000/retry").status, 404);
  EXPECT_EQ(post("/api/v1/syncs/x/retry").status, 400);
  EXPECT_EQ(post("/api/v1/syncs").status, 404);
}

TEST_F(Pages, AnswerInJsonWhateverTheyAreAsked) {
  for (const auto& response : {get("/api/v1/explain/\xFF"), get("/api/v1/syncs", "repo=%FF")})
    EXPECT_NO_THROW(static_cast<void>(json::parse(response.body))) << response.body;
}

TEST_F(Pages, AnswerEveryPathThatIsDescribed) {
  const auto document = json::parse(openapi_document());
  EXPECT_EQ(document.at("openapi").as_string(), "3.0.3");
  const auto base = std::string(document.at("servers").at(0).at("url").as_string());
  std::set<std::string> operations;
  for (const auto& [path, item] : document.at("paths").as_object()) {
    auto target = base + std::string(path);
    const bool is_sync = target.contains("/syncs");
    for (const auto& [placeholder, value] :
         std::vector<std::pair<std::string, std::string>>{{"{name}", "vpc"},
                                                          {"{version}", "1.0"},
                                                          {"{id}", is_sync ? sync_id() : delivery_id()},
                                                          {"{what}", "aaaaaaa"}})
      if (const auto at = target.find(placeholder); at != std::string::npos)
        target.replace(at, placeholder.size(), value);
    const auto& [method, described] = *item.as_object().begin();
    EXPECT_EQ((method == "post" ? post(target) : get(target)).status, 200) << target;
    EXPECT_TRUE(operations.insert(std::string(described.at("operationId").as_string())).second);
  }
  EXPECT_EQ(operations.size(), document.at("paths").as_object().size());
}

TEST_F(Pages, EscapeEverythingForeign) {
  Dashboard dashboard(*application_);
  for (const auto& page :
       {dashboard.home(), dashboard.template_page("vpc"), dashboard.sync_page(sync_id()), dashboard.ledger_page()}) {
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(page.body.contains("<script")) << page.body;
  }
  EXPECT_TRUE(dashboard.home().body.contains("&lt;script&gt;"));
  EXPECT_TRUE(dashboard.template_page("vpc").body.contains("&lt;script&gt;"));
}

TEST_F(Pages, HaveNoPageForWhatIsNotThere) {
  Dashboard dashboard(*application_);
  EXPECT_EQ(dashboard.template_page(evil).status, 404);
  EXPECT_FALSE(dashboard.template_page(evil).body.contains("<script"));
  EXPECT_EQ(dashboard.sync_page("none").status, 404);
}

TEST_F(Pages, ShowNoPathOfTheMachineWhenTheDatabaseFails) {
  ASSERT_TRUE(application_->database().writer().write([](db::Session& session) -> Result<void> {
    for (const auto* const table : {"client_tokens", "tags", "version_numbers", "versions", "templates", "sync_results",
                                    "ref_changes", "queue", "syncs", "deliveries"})
      BARYON_CHECK(session.execute(std::string("DROP TABLE ") + table));
    return {};
  }));
  Dashboard dashboard(*application_);
  for (const auto& response :
       {get("/api/v1/templates"), get("/api/v1/syncs"), get("/api/v1/deliveries/x"), get("/api/v1/explain/1234567"),
        dashboard.home(), dashboard.template_page("vpc"), readiness(*application_), metrics(*application_)}) {
    EXPECT_GE(response.status, 500);
    EXPECT_FALSE(response.body.contains(directory_.path().string())) << response.body;
    EXPECT_FALSE(response.body.contains("no such table")) << response.body;
  }
}

TEST_F(Pages, TellWhetherTheyAreReady) {
  EXPECT_EQ(health().status, 200);
  const auto ready = readiness(*application_);
  EXPECT_EQ(ready.status, 200) << ready.body;
  EXPECT_EQ(json::parse(ready.body).at("checks").as_object().size(), 3U);
  std::filesystem::remove_all(directory_.path() / "data" / "objects");
  std::ofstream(directory_.path() / "data" / "objects") << "no directory";
  const auto broken = readiness(*application_);
  EXPECT_EQ(broken.status, 503);
  EXPECT_EQ(json::parse(broken.body).at("checks").at("store").at("ok").as_bool(), false);
  EXPECT_EQ(json::parse(broken.body).at("checks").at("database").at("ok").as_bool(), true);
  EXPECT_FALSE(broken.body.contains(directory_.path().string()));
}

TEST_F(Pages, SayThatTheQueueIsStuck) {
  ASSERT_TRUE(application_->database().writer().write(
      [](db::Session& session) { return session.execute("UPDATE queue SET run_at = 1"); }));
  const auto stuck = readiness(*application_);
  EXPECT_EQ(stuck.status, 503);
  EXPECT_EQ(json::parse(stuck.body).at("checks").at("queue").at("ok").as_bool(), false);
}

TEST_F(Pages, ShowMetrics) {
  const auto response = metrics(*application_);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.headers.find("Content-Type")->contains("version=0.0.4"));
  EXPECT_TRUE(response.body.contains("baryon_queue_depth{state=\"queued\"} 1"));
  EXPECT_TRUE(response.body.contains("baryon_versions_registered_total{kind=\"environment\"} 1"));
}

TEST_F(Pages, AreServedByOneProcessOnly) {
  const auto second = app::Application::open(application_->config(), app::Application::Purpose::serve);
  ASSERT_FALSE(second.has_value());
  EXPECT_TRUE(second.error().message.contains("already serves"));
}

}  // namespace
}  // namespace baryon::faces
