#include "net/router.h"

#include <algorithm>
#include <utility>

namespace baryon::net {
namespace {

std::string_view take_segment(std::string_view& path) {
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return segment;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler) {
  routes_.push_back({.method = std::move(method), .pattern = std::move(pattern), .handler = std::move(handler)});
}

std::optional<std::vector<std::string>> Router::match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> parts;
  while (!pattern.empty() || !path.empty()) {
    if (pattern.empty() || path.empty()) return std::nullopt;
    const auto wanted = take_segment(pattern);
    if (wanted.ends_with("*}")) {
      parts.emplace_back(path);
      return parts;
    }
    const auto segment = take_segment(path);
    const bool is_placeholder = wanted.starts_with('{') && wanted.ends_with('}');
    if (!is_placeholder && wanted != segment) return std::nullopt;
    if (is_placeholder && segment.empty()) return std::nullopt;
    if (is_placeholder) parts.emplace_back(segment);
  }
  return parts;
}

void Router::handle(Request request, Reply reply) const {
  const bool is_head = request.method == "HEAD";
  std::string allowed;
  for (const auto& route : routes_) {
    const bool same_path = route.pattern == request.path || match(route.pattern, request.path).has_value();
    if (!same_path) continue;
    if (route.method == request.method || (is_head && route.method == "GET"))
      return route.handler(std::move(request), std::move(reply));
    if (!allowed.contains(route.method)) allowed += (allowed.empty() ? "" : ", ") + route.method;
  }
  if (allowed.empty())
    return reply(Response::json(404, R"({"status":"not_found","reason":"there is nothing at this path"})"));
  auto response = Response::json(
      405, R"({"status":"method_not_allowed","delivery":null,"reason":"this path takes )" + allowed + "\"}");
  response.headers.add("Allow", allowed);
  reply(std::move(response));
}

}  // namespace baryon::net
