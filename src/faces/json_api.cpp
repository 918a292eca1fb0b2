#include "faces/json_api.h"

#include <boost/json.hpp>

#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "base/units.h"
#include "faces/openapi.h"
#include "faces/template_name.h"
#include "faces/views.h"
#include "net/router.h"
#include "pipeline/explain.h"
#include "pipeline/retry.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;

constexpr std::uint64_t max_limit = 500;
constexpr std::size_t longest_text = 2000;  // of an error, which may repeat what the caller sent

Result<pipeline::HistoryFilter> filter_of(const Request& request) {
  pipeline::HistoryFilter filter;
  filter.state = request.parameter("state").value_or("");
  if (const auto repository = request.parameter("repo")) {
    const auto slash = repository->find('/');
    if (slash == std::string::npos)
      return fail(ErrorCode::invalid, "'repo' has to be PROJECT/repository, not '" + *repository + "'");
    filter.project = repository->substr(0, slash);
    filter.slug = repository->substr(slash + 1);
  }
  if (const auto text = request.parameter("limit")) {
    const auto limit = parse_number(*text);
    if (!limit || *limit == 0 || *limit > max_limit)
      return fail(ErrorCode::invalid, "'limit' has to be a number from 1 to 500, not '" + *text + "'");
    filter.limit = static_cast<std::int64_t>(*limit);
  }
  return filter;
}

Result<pipeline::LedgerFilter> ledger_filter_of(const Request& request) {
  BARYON_TRY(auto named, filter_of(request));
  pipeline::LedgerFilter filter{.project = std::move(named.project), .slug = std::move(named.slug)};
  if (request.parameter("limit")) filter.limit = named.limit;
  if (const auto gaps = request.parameter("gaps")) {
    if (*gaps != "true" && *gaps != "false")
      return fail(ErrorCode::invalid, "'gaps' has to be true or false, not '" + *gaps + "'");
    filter.only_gaps = *gaps == "true";
  }
  return filter;
}

Response ok(const json::value& value) { return Response::json(200, json::serialize(value)); }

template <class Value>
Response list(std::string_view name, const Result<std::vector<Value>>& values) {
  if (!values) return error_response(values.error());
  return ok(json::object{{name, to_json(*values)}});
}

template <class Value>
Response one(std::string_view what, const Result<std::optional<Value>>& value) {
  if (!value) return error_response(value.error());
  if (!*value)
    return error_response({.code = ErrorCode::not_found, .message = "there is no such " + std::string(what)});
  return ok(to_json(**value));
}

Response deliveries(app::Application& application, const Request& request) {
  const auto filter = filter_of(request);
  if (!filter) return error_response(filter.error());
  if (!filter->state.empty())
    if (const auto status = pipeline::parse_delivery_status(filter->state); !status)
      return error_response(status.error());
  return list("deliveries", application.history().deliveries(*filter));
}

Response syncs(app::Application& application, const Request& request) {
  const auto filter = filter_of(request);
  if (!filter) return error_response(filter.error());
  if (!filter->state.empty())
    if (const auto state = pipeline::parse_sync_state(filter->state); !state) return error_response(state.error());
  return list("syncs", application.history().syncs(*filter));
}

Response ledger(app::Application& application, const Request& request) {
  const auto filter = ledger_filter_of(request);
  if (!filter) return error_response(filter.error());
  return list("refs", application.ledger().entries(*filter));
}

Response one_template(app::Application& application, const Result<registry::TemplateName>& name) {
  if (!name) return error_response(name.error());
  return one("template", application.registry().find_template(*name));
}

Response versions(app::Application& application, const Result<registry::TemplateName>& name) {
  if (!name) return error_response(name.error());
  const auto found = application.registry().find_template(*name);
  if (!found || !*found) return one("template", found);
  return list("versions", application.registry().versions(*name));
}

Response version(app::Application& application, const Result<registry::TemplateName>& name, const std::string& text) {
  if (!name) return error_response(name.error());
  const auto number = registry::parse_version_number(text);
  if (!number) return error_response(number.error());
  return one("version", application.registry().find_version(*name, *number));
}

Response explained(app::Application& application, const std::string& what) {
  const auto explanation = pipeline::explain(application.history(), application.registry(), what);
  if (!explanation) return error_response(explanation.error());
  return ok(to_json(*explanation));
}

Response publish(app::Application& application, const Result<registry::TemplateName>& name, const std::string& text) {
  if (!name) return error_response(name.error());
  const auto number = registry::parse_version_number(text);
  if (!number) return error_response(number.error());
  const auto found = application.registry().find_version(*name, *number);
  if (!found || !*found) return one("version", found);
  const auto published =
      application.library().update_version({.kind = (**found).kind, .name = name->name}, *number, {.publishes = true});
  return published ? ok(to_json(*published)) : error_response(published.error());
}

Response retry(app::Application& application, const std::string& what) {
  const auto retried = pipeline::retry(application.database(), what, system_clock().now());
  if (!retried) return error_response(retried.error());
  application.wake_workers();
  return ok(json::object{{"retried", to_json(*retried)}});
}

// Carried out by whichever process has workers.
Response reconcile(app::Application& application, const Request& request) {
  const auto filter = filter_of(request);
  if (!filter) return error_response(filter.error());
  constexpr std::string_view reason = "somebody asked for it";
  if (filter->slug.empty()) {
    const auto requested = application.reconciler().request_round(reason);
    if (!requested) return error_response(requested.error());
  } else {
    const auto requested = application.reconciler().request_one(filter->project, filter->slug, reason);
    if (!requested) return error_response(requested.error());
  }
  application.wake_reconciler();
  return ok(json::object{{"requested", filter->slug.empty() ? "all" : filter->project + "/" + filter->slug}});
}

Response nothing_here() {
  return error_response(
      {.code = ErrorCode::not_found, .message = "there is nothing at this path", .hint = "see /api/v1/openapi.json"});
}

}  // namespace

Response error_response(const Error& error) {
  int status = 500;
  if (error.code == ErrorCode::invalid || error.code == ErrorCode::too_large) status = 400;
  if (error.code == ErrorCode::not_found) status = 404;
  if (error.code == ErrorCode::conflict) status = 409;
  if (error.code == ErrorCode::unavailable) status = 503;
  const bool is_ours = status >= 500;  // details of the machine are for the log
  if (is_ours) log::error("request not answered", {{"reason", error.text()}});
  json::object body{
      {"status", to_string(error.code)},
      {"reason", is_ours ? "this cannot be answered now" : escape_for_display(error.message, longest_text)},
      {"hint", nullptr}};
  if (!is_ours && !error.hint.empty()) body["hint"] = escape_for_display(error.hint, longest_text);
  return Response::json(status, json::serialize(body));
}

Response JsonApi::handle(const Request& request) {
  using net::Router;
  auto& application = application_;
  const auto& path = request.path;
  if (path == "/api/v1/openapi.json") return Response::json(200, openapi_document());
  if (path == "/api/v1/templates") return list("templates", application.registry().templates());
  if (path == "/api/v1/deliveries") return deliveries(application, request);
  if (path == "/api/v1/syncs") return syncs(application, request);
  if (path == "/api/v1/ledger") return ledger(application, request);
  if (const auto parts = Router::match("/api/v1/templates/{name}", path))
    return one_template(application, template_name(request, parts->at(0)));
  if (const auto parts = Router::match("/api/v1/templates/{name}/versions", path))
    return versions(application, template_name(request, parts->at(0)));
  if (const auto parts = Router::match("/api/v1/templates/{name}/versions/{version}", path))
    return version(application, template_name(request, parts->at(0)), parts->at(1));
  if (const auto parts = Router::match("/api/v1/deliveries/{id}", path))
    return one("delivery", application.history().delivery(parts->at(0)));
  if (const auto parts = Router::match("/api/v1/syncs/{id}", path))
    return one("sync", application.history().sync(parts->at(0)));
  if (const auto parts = Router::match("/api/v1/explain/{what*}", path)) return explained(application, parts->at(0));
  return nothing_here();
}

Response JsonApi::carry_out(const Request& request) {
  using net::Router;
  const auto& path = request.path;
  if (const auto parts = Router::match("/api/v1/templates/{name}/versions/{version}/publish", path))
    return publish(application_, template_name(request, parts->at(0)), parts->at(1));
  if (path == "/api/v1/reconcile") return reconcile(application_, request);
  for (const auto* const pattern : {"/api/v1/deliveries/{id}/retry", "/api/v1/syncs/{id}/retry"})
    if (const auto parts = Router::match(pattern, path)) return retry(application_, parts->at(0));
  return nothing_here();
}

}  // namespace baryon::faces
