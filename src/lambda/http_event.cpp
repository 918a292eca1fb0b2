#include "lambda/http_event.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/url/decode_view.hpp>
#include <boost/url/pct_string_view.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "forge/bitbucket/json.h"

namespace baryon::lambda {
namespace {

namespace json = boost::json;
using forge::bitbucket::array_at;
using forge::bitbucket::flag_at;
using forge::bitbucket::object_at;
using forge::bitbucket::text_at;

std::unexpected<Error> invalid(std::string_view member, std::string_view must) {
  return fail(ErrorCode::invalid, fmt::format("the event's {} must be {}", member, must));
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

bool is_load_balancer(HttpShape shape) {
  return shape == HttpShape::load_balancer || shape == HttpShape::load_balancer_lists;
}

// Calls `take(name, value)` for each member whose value is a text, or a list of texts.
template <class Take>
Result<void> for_each_value(const json::object& members, std::string_view where, Take take) {
  for (const auto& member : members) {
    const std::string_view name = member.key();
    if (const auto* const text = member.value().if_string()) {
      take(name, view(*text));
      continue;
    }
    const auto* const values = member.value().if_array();
    if (values == nullptr) {
      if (member.value().is_null()) continue;
      return invalid(fmt::format("{}.{}", where, escape_for_display(name)), "a string or a list of strings");
    }
    for (const auto& value : *values) {
      const auto* const text = value.if_string();
      if (text == nullptr) return invalid(fmt::format("{}.{}", where, escape_for_display(name)), "a list of strings");
      take(name, view(*text));
    }
  }
  return {};
}

// The form with lists holds what the other one leaves out.
const json::object* members_of(const json::object& event, std::string_view with_lists, std::string_view plain) {
  const auto* const lists = object_at(event, with_lists);
  return lists != nullptr ? lists : object_at(event, plain);
}

Result<net::Headers> read_headers(HttpShape shape, const json::object& event) {
  net::Headers headers;
  const auto* const fields = members_of(event, "multiValueHeaders", "headers");
  if (fields != nullptr)
    BARYON_CHECK(for_each_value(*fields, "headers", [&](std::string_view name, std::string_view value) {
      headers.add(std::string(name), std::string(value));
    }));
  if (shape != HttpShape::http_api) return headers;
  if (const auto* const cookies = array_at(event, "cookies")) {  // not among the headers of this shape
    std::string list;
    for (const auto& cookie : *cookies)
      if (const auto* const text = cookie.if_string()) list.append(list.empty() ? "" : "; ").append(view(*text));
    if (!list.empty()) headers.add("Cookie", std::move(list));
  }
  return headers;
}

// A load balancer hands parameters on as they were sent, API Gateway decodes them.
Result<std::string> read_query(HttpShape shape, const json::object& event) {
  if (shape == HttpShape::http_api) return std::string(text_at(event, "rawQueryString").value_or(""));
  std::string query;
  const auto* const parameters = members_of(event, "multiValueQueryStringParameters", "queryStringParameters");
  if (parameters == nullptr) return query;
  const auto encoded = [&](std::string_view text) {
    return is_load_balancer(shape) ? std::string(text) : percent_encode(text);
  };
  BARYON_CHECK(for_each_value(*parameters, "queryStringParameters", [&](std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query += encoded(name) + '=' + encoded(value);
  }));
  return query;
}

// HTTP APIs put a stage that has a name before the path.
std::string_view without_stage(std::string_view path, const json::object& context) {
  const auto stage = text_at(context, "stage").value_or("$default");
  if (stage == "$default" || stage.empty() || !path.starts_with('/')) return path;
  const auto rest = path.substr(1);
  if (!rest.starts_with(stage)) return path;
  if (rest.size() == stage.size()) return "/";
  return rest[stage.size()] == '/' ? rest.substr(stage.size()) : path;
}

Result<std::string> decode_path(std::string_view path) {
  if (!path.starts_with('/')) return invalid("path", "one that begins with /");
  const auto encoded = boost::urls::make_pct_string_view(path);
  if (!encoded) return invalid("path", "well encoded");
  std::string decoded(encoded->decoded_size(), '\0');
  std::ranges::copy(**encoded, decoded.begin());
  return decoded;
}

Result<std::string> read_body(const json::object& event) {
  const auto* const body = event.if_contains("body");
  if (body == nullptr || body->is_null()) return std::string();
  const auto* const text = body->if_string();
  if (text == nullptr) return invalid("body", "a string");
  if (!flag_at(event, "isBase64Encoded").value_or(false)) return std::string(view(*text));
  const auto bytes = from_base64(view(*text));
  if (!bytes) return invalid("body", "whole base64, as isBase64Encoded says");
  return std::string(bytes->begin(), bytes->end());
}

std::string last_address(const net::Headers& headers) {
  const auto list = headers.joined("X-Forwarded-For");
  const auto comma = list.rfind(',');
  auto last = comma == std::string::npos ? list : list.substr(comma + 1);
  while (last.starts_with(' ')) last.erase(0, 1);
  while (last.ends_with(' ')) last.pop_back();
  return last;
}

std::string sender_of(HttpShape shape, const json::object& context, const net::Headers& headers) {
  if (is_load_balancer(shape)) return last_address(headers);
  const auto* const teller = object_at(context, shape == HttpShape::rest_api ? "identity" : "http");
  return teller == nullptr ? std::string() : std::string(text_at(*teller, "sourceIp").value_or(""));
}

// HTTP/1.1's words for the codes that faces answer; a load balancer wants one.
std::string_view phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Other";
  }
}

json::object single_values(const net::Headers& headers) {
  json::object fields;
  for (const auto& [name, value] : headers)
    if (!fields.contains(name)) fields[name] = headers.joined(name);
  return fields;
}

json::object value_lists(const net::Headers& headers) {
  json::object fields;
  for (const auto& [name, value] : headers) {
    auto& values = fields[name];
    if (!values.is_array()) values = json::array();
    values.as_array().emplace_back(value);
  }
  return fields;
}

}  // namespace

Result<HttpEvent> read_http_event(HttpShape shape, const json::object& event) {
  const auto* const context = object_at(event, "requestContext");
  if (context == nullptr) return invalid("requestContext", "an object");
  HttpEvent out{.shape = shape, .request = {}};
  auto& request = out.request;
  if (shape == HttpShape::http_api) {
    const auto* const http = object_at(*context, "http");
    if (http == nullptr) return invalid("requestContext.http", "an object");
    const auto method = text_at(*http, "method");
    if (!method || method->empty()) return invalid("requestContext.http.method", "a string");
    request.method = *method;
    BARYON_TRY(request.path, decode_path(without_stage(text_at(event, "rawPath").value_or(""), *context)));
  } else {
    const auto method = text_at(event, "httpMethod");
    if (!method || method->empty()) return invalid("httpMethod", "a string");
    request.method = *method;
    BARYON_TRY(request.path, decode_path(text_at(event, "path").value_or("")));
  }
  BARYON_TRY(request.headers, read_headers(shape, event));
  BARYON_TRY(request.query, read_query(shape, event));
  BARYON_TRY(request.body, read_body(event));
  request.remote = sender_of(shape, *context, request.headers);
  return out;
}

std::string write_http_answer(HttpShape shape, const net::Response& response) {
  const bool is_text = is_utf8(response.body);
  json::object answer{{"statusCode", response.status},
                      {"isBase64Encoded", !is_text},
                      {"body", is_text ? response.body : to_base64(as_bytes(response.body))}};
  if (shape == HttpShape::rest_api || shape == HttpShape::load_balancer_lists)
    answer["multiValueHeaders"] = value_lists(response.headers);
  else
    answer["headers"] = single_values(response.headers);
  if (is_load_balancer(shape))
    answer["statusDescription"] = fmt::format("{} {}", response.status, phrase_of(response.status));
  return json::serialize(answer);
}

}  // namespace baryon::lambda
