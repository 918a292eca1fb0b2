#include "aws/authorization.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

#include "aws/signing_time.h"
#include "base/error.h"
#include "base/text.h"

namespace baryon::aws {
namespace {

constexpr std::string_view query_prefix = "X-Amz-";
constexpr std::array<std::string_view, 7> query_names = {"Algorithm",     "Credential", "Date",          "Expires",
                                                         "SignedHeaders", "Signature",  "Security-Token"};

std::unexpected<Refusal> incomplete(std::string message) { return refuse(RefusalCode::incomplete, std::move(message)); }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(separator, begin);
    pieces.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return pieces;
    begin = end + 1;
  }
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The characters of a header's name (RFC 9110, 5.6.2) without upper case.
bool is_lower_token(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

Verdict<void> check_algorithm(std::string_view algorithm) {
  if (algorithm == signing_algorithm) return {};
  return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.", escape_for_display(algorithm, 40)));
}

Verdict<void> read_credential(std::string_view credential, Authorization& out) {
  const auto parts = split(credential, '/');
  if (parts.size() != 5 || std::ranges::any_of(parts, &std::string_view::empty))
    return incomplete(
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                    "got '{}'",
                    escape_for_display(credential)));
  if (parts[4] != scope_terminator)
    return refuse(RefusalCode::invalid_signature,
                  fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'.", scope_terminator,
                              escape_for_display(parts[4], 40)));
  out.access_key_id = parts[0];
  out.scope = {.date = std::string(parts[1]), .region = std::string(parts[2]), .service = std::string(parts[3])};
  return {};
}

Verdict<void> read_signed_headers(std::string_view list, Authorization& out) {
  const auto names = split(list, ';');
  if (names.size() > max_signed_headers)
    return incomplete(fmt::format("SignedHeaders names more than {} headers.", max_signed_headers));
  if (!std::ranges::all_of(names, is_lower_token) ||
      std::ranges::adjacent_find(names, std::ranges::greater_equal()) != names.end())
    return incomplete("SignedHeaders must be header names in lower case, sorted, each once, separated by ';'.");
  out.signed_headers.assign(names.begin(), names.end());
  return {};
}

Verdict<void> read_time(std::string_view text, Authorization& out) {
  auto time = parse_basic_time(text);
  if (!time && out.time_header == "date") time = parse_http_date(text);
  if (!time)
    return incomplete(
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. "
                    "See http://en.wikipedia.org/wiki/ISO_8601",
                    escape_for_display(text, 40)));
  out.time = *time;
  return {};
}

Verdict<void> read_lifetime(std::string_view text, Authorization& out) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 1 || seconds > max_expiry.count())
    return incomplete(fmt::format("X-Amz-Expires must be a number of seconds from 1 to {}.", max_expiry.count()));
  out.lifetime = std::chrono::seconds(seconds);
  return {};
}

// `Credential=..., SignedHeaders=..., Signature=...`
Verdict<std::map<std::string_view, std::string_view>> read_parameters(std::string_view list) {
  std::map<std::string_view, std::string_view> parameters;
  for (const auto piece : split(list, ',')) {
    const auto parameter = trimmed(piece);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos)
      return incomplete(fmt::format("'{}' not a valid key=value pair (missing equal-sign) in Authorization header.",
                                    escape_for_display(parameter, 100)));
    const auto name = parameter.substr(0, equals);
    if (name != "Credential" && name != "SignedHeaders" && name != "Signature")
      return incomplete(
          fmt::format("Authorization header has an unknown parameter '{}'.", escape_for_display(name, 40)));
    if (!parameters.emplace(name, parameter.substr(equals + 1)).second)
      return incomplete(fmt::format("Authorization header has the parameter '{}' twice.", name));
  }
  return parameters;
}

Verdict<Authorization> read_header_form(const net::Request& request, std::string_view header,
                                        std::vector<QueryParameter> query) {
  const auto space = std::min(header.find(' '), header.size());
  BARYON_CHECK(check_algorithm(header.substr(0, space)));
  BARYON_TRY(auto parameters, read_parameters(header.substr(space)));
  std::string missing;
  for (const std::string_view name : {"Credential", "Signature", "SignedHeaders"})
    if (parameters[name].empty()) missing += fmt::format("Authorization header requires '{}' parameter. ", name);
  Authorization out;
  out.time_header = request.headers.find("x-amz-date") ? "x-amz-date" : "date";
  const auto time = request.headers.find(out.time_header);
  if (!time) missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  if (!missing.empty()) return incomplete(std::string(trimmed(missing)));
  BARYON_CHECK(read_credential(parameters["Credential"], out));
  BARYON_CHECK(read_signed_headers(parameters["SignedHeaders"], out));
  BARYON_CHECK(read_time(*time, out));
  out.signature = parameters["Signature"];
  out.session_token = request.headers.find("x-amz-security-token").value_or("");
  out.query = std::move(query);
  return out;
}

Verdict<Authorization> read_query_form(std::vector<QueryParameter> query) {
  std::map<std::string_view, std::string> parameters;
  for (const auto name : query_names) {
    const auto full_name = fmt::format("{}{}", query_prefix, name);
    const auto count = std::ranges::count(query, full_name, &QueryParameter::name);
    if (count > 1) return incomplete(fmt::format("The query-string parameter '{}' is there twice.", full_name));
    if (count == 1) parameters[name] = std::ranges::find(query, full_name, &QueryParameter::name)->value;
  }
  std::string missing;
  for (const auto name : query_names)
    if (name != "Security-Token" && parameters[name].empty())
      missing += fmt::format("AWS query-string parameters must include '{}{}'. ", query_prefix, name);
  if (!missing.empty()) return incomplete(missing + "Re-examine the query-string parameters.");
  Authorization out;
  BARYON_CHECK(check_algorithm(parameters["Algorithm"]));
  BARYON_CHECK(read_credential(parameters["Credential"], out));
  BARYON_CHECK(read_signed_headers(parameters["SignedHeaders"], out));
  BARYON_CHECK(read_time(parameters["Date"], out));
  BARYON_CHECK(read_lifetime(parameters["Expires"], out));
  out.signature = parameters["Signature"];
  out.session_token = parameters["Security-Token"];
  std::erase_if(query, [](const auto& parameter) { return parameter.name == "X-Amz-Signature"; });
  out.query = std::move(query);
  return out;
}

bool is_of_query_form(const std::vector<QueryParameter>& query) {
  return std::ranges::any_of(query, [](const auto& parameter) {
    return parameter.name == "X-Amz-Algorithm" || parameter.name == "X-Amz-Credential" ||
           parameter.name == "X-Amz-Signature";
  });
}

}  // namespace

Verdict<Authorization> read_authorization(const net::Request& request) {
  const auto header = request.headers.find("Authorization");
  auto query = parse_query(request.query);
  if (!query) return incomplete("The query string is malformed: a '%' has to be followed by two hexadecimal digits.");
  const bool is_query_form = is_of_query_form(*query);
  if (!header && !is_query_form) return refuse(RefusalCode::missing_token, "Missing Authentication Token");
  if (header && is_query_form)
    return incomplete("Only one way to sign is allowed: the Authorization header or query-string parameters.");
  if (is_query_form) return read_query_form(*std::move(query));
  if (request.headers.count("Authorization") > 1) return incomplete("There is more than one Authorization header.");
  return read_header_form(request, *header, *std::move(query));
}

}  // namespace baryon::aws
