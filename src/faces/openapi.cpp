#include "faces/openapi.h"

#include <boost/json.hpp>

#include "app/version.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;

json::object parameter(std::string_view name, std::string_view where, std::string_view description) {
  return {{"name", name},
          {"in", where},
          {"required", where == "path"},
          {"description", description},
          {"schema", {{"type", name == "limit" ? "integer" : "string"}}}};
}

json::object method(std::string_view id, std::string_view summary, json::array parameters) {
  const json::object ok{{"description", "As described."},
                        {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}};
  const json::object error{{"description", "{\"status\", \"reason\", \"hint\"}"},
                           {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}};
  return {{"operationId", id},
          {"summary", summary},
          {"parameters", std::move(parameters)},
          {"responses", {{"200", ok}, {"400", error}, {"401", error}, {"404", error}, {"503", error}}}};
}

json::object operation(std::string_view id, std::string_view summary, json::array parameters) {
  return {{"get", method(id, summary, std::move(parameters))}};
}

/// What changes something needs the token of an operator.
json::object command(std::string_view id, std::string_view summary, json::array parameters) {
  auto post = method(id, summary, std::move(parameters));
  post["security"] = json::array{{{"token", json::array{}}}};
  post["responses"].as_object()["403"] = {{"description", "The token is not an operator's."}};
  post["responses"].as_object()["409"] = {{"description", "The state forbids it."}};
  return {{"post", std::move(post)}};
}

std::string make_document() {
  const auto name = parameter("name", "path", "Name of the template.");
  const auto kind =
      parameter("kind", "query", "`environment` or `service`; needed only where both kinds have the name.");
  const auto version = parameter("version", "path", "MAJOR.MINOR.");
  const auto state = parameter("state", "query", "Only those in this state.");
  const auto repository = parameter("repo", "query", "Only those of PROJECT/repository.");
  const auto limit = parameter("limit", "query", "At most this many, newest first; 1 to 500, 50 by default.");
  const auto id = parameter("id", "path", "Identifier, 26 characters.");
  const json::object document{
      {"openapi", "3.0.3"},
      {"info",
       {{"title", "Baryon"}, {"version", app::version()}, {"description", "What came in, and what is registered."}}},
      {"servers", json::array{{{"url", "/api/v1"}}}},
      {"components", {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}},
      {"security", json::array{json::object{}, {{"token", json::array{}}}}},
      {"paths",
       {{"/templates", operation("listTemplates", "All templates by name.", {})},
        {"/templates/{name}", operation("getTemplate", "One template.", {name, kind})},
        {"/templates/{name}/versions",
         operation("listVersions", "Its versions, ascending, without schema.", {name, kind})},
        {"/templates/{name}/versions/{version}",
         operation("getVersion", "One version with its schema.", {name, version, kind})},
        {"/templates/{name}/versions/{version}/publish",
         command("publishVersion", "Make a draft published; there is no way back.", {name, version, kind})},
        {"/deliveries", operation("listDeliveries", "Webhook deliveries, newest first.", {state, repository, limit})},
        {"/deliveries/{id}", operation("getDelivery", "One delivery with its changes.", {id})},
        {"/deliveries/{id}/retry", command("retryDelivery", "Queue the syncs of a delivery again.", {id})},
        {"/syncs", operation("listSyncs", "Syncs, newest first.", {state, repository, limit})},
        {"/syncs/{id}", operation("getSync", "One sync with the result of each template.", {id})},
        {"/syncs/{id}/retry", command("retrySync", "Queue a sync again.", {id})},
        {"/ledger", operation("listLedger", "Refs with the tips that were announced, seen and synced; gaps first.",
                              {repository, parameter("gaps", "query", "`true`: only refs whose tip is not synced."),
                               parameter("limit", "query", "At most this many; 1 to 500, 500 by default.")})},
        {"/reconcile",
         command("reconcile", "Have branches compared with Bitbucket soon: of all configured repositories, or of one.",
                 {parameter("repo", "query", "Only PROJECT/repository, which has to be known already.")})},
        {"/explain/{what}",
         operation("explain", "All that is known about a delivery, sync, commit or PROJECT/repository.",
                   {parameter("what", "path", "What to explain; may hold a slash.")})}}}};
  return json::serialize(document);
}

}  // namespace

const std::string& openapi_document() {
  static const auto document = make_document();
  return document;
}

}  // namespace baryon::faces
