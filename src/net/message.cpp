#include "net/message.h"

#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse_query.hpp>

#include <algorithm>

namespace baryon::net {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  constexpr auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

Response with_type(int status, std::string_view type, std::string body) {
  return Response{.status = status, .headers = {{"Content-Type", std::string(type)}}, .body = std::move(body)};
}

}  // namespace

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [field, value] : fields_)
    if (same_name(field, name)) return value;
  return std::nullopt;
}

std::string Headers::joined(std::string_view name) const {
  std::string list;
  for (const auto& [field, value] : fields_)
    if (same_name(field, name)) list += (list.empty() ? "" : ", ") + value;
  return list;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const auto& field) { return same_name(field.first, name); }));
}

std::optional<std::string> Request::parameter(std::string_view name) const {
  const auto parsed = boost::urls::parse_query(query);
  if (!parsed) return std::nullopt;
  const boost::urls::params_view parameters(*parsed);
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  return (*found).value;
}

Response Response::json(int status, std::string body) {
  return with_type(status, "application/json; charset=utf-8", std::move(body));
}

Response Response::text(int status, std::string body) {
  return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(int status, std::string body) {
  return with_type(status, "text/html; charset=utf-8", std::move(body));
}

}  // namespace baryon::net
