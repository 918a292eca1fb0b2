#include "faces/health.h"

#include <boost/json.hpp>

#include <chrono>

#include "base/log.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;

// A sync that is due and untouched for this long means that no worker is alive.
constexpr std::chrono::minutes stuck_after(15);

constexpr std::string_view ask_database = "SELECT count(*) FROM schema_migrations";

json::object check(std::string_view what, const Result<void>& result) {
  if (result) return {{"ok", true}};
  // Message and hint may name a path of the machine: they are for the log.
  log::warning("not ready", {{"check", what}, {"reason", result.error().text()}});
  return {{"ok", false}, {"reason", to_string(result.error().code)}};
}

Result<void> check_database(app::Application& application) {
  return application.database().read([](db::Session& session) -> Result<void> {
    BARYON_CHECK(session.query<std::int64_t>(ask_database));
    return {};
  });
}

Result<void> check_queue(app::Application& application) {
  if (application.config().workers.count == 0) return {};  // others work
  BARYON_TRY(const auto due, application.queue().oldest_due());
  if (due && system_clock().now() - *due > stuck_after) return fail(ErrorCode::unavailable, "the queue is stuck");
  return {};
}

}  // namespace

net::Response health() { return net::Response::json(200, R"({"status":"ok"})"); }

net::Response readiness(app::Application& application) {
  const auto database = check_database(application);
  const auto store = application.store().check();
  const auto queue = check_queue(application);
  const bool is_ready = database && store && queue;
  const json::object body{{"status", is_ready ? "ready" : "not_ready"},
                          {"checks", json::object{{"database", check("database", database)},
                                                  {"store", check("store", store)},
                                                  {"queue", check("queue", queue)}}}};
  return net::Response::json(is_ready ? 200 : 503, json::serialize(body));
}

net::Response metrics(app::Application& application) {
  const auto depth = application.queue().depth();
  if (!depth) return net::Response::text(503, "the database cannot be read now\n");
  const auto gaps = application.ledger().gaps();
  if (!gaps) return net::Response::text(503, "the database cannot be read now\n");
  auto response = net::Response::text(200, application.metrics().render(*depth, *gaps, system_clock().now()));
  response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
  return response;
}

}  // namespace baryon::faces
