#include "aws/signer.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/signature.h"
#include "aws/signing_time.h"
#include "base/encoding.h"
#include "base/glob.h"
#include "net/url.h"

namespace baryon::aws {
namespace {

// Set, changed or removed between here and the service.
constexpr std::array<std::string_view, 6> unsigned_headers = {"connection",        "expect",     "te",
                                                              "transfer-encoding", "user-agent", "x-amzn-trace-id"};

constexpr std::array<std::string_view, 4> headers_of_signatures = {"authorization", "x-amz-date",
                                                                   "x-amz-security-token", "x-amz-content-sha256"};

struct Target {
  std::string host;  // as in the Host header
  std::string path;  // as sent
  std::vector<QueryParameter> query;
};

std::string host_header(const net::Origin& origin) {
  const std::string_view usual_port = origin.scheme == "https" ? "443" : "80";
  return origin.port == usual_port ? origin.host : origin.authority();
}

Result<Target> target_of(const std::string& url) {
  BARYON_TRY(const auto origin, net::origin_of(url));
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->has_fragment())
    return fail(ErrorCode::invalid, fmt::format("cannot sign for '{}': it holds a fragment", net::shown_url(url)));
  const auto text = [](const auto& part) { return std::string(part.data(), part.size()); };
  auto query = parse_query(text(parsed->encoded_query()));
  if (!query)
    return fail(ErrorCode::invalid, fmt::format("cannot sign for '{}': its query is malformed", net::shown_url(url)));
  return Target{.host = host_header(origin), .path = text(parsed->encoded_path()), .query = *std::move(query)};
}

Result<void> check_unsigned(const net::ClientRequest& request, const Target& target) {
  const bool has_header = std::ranges::any_of(
      headers_of_signatures, [&](std::string_view name) { return request.headers.find(name).has_value(); });
  const bool has_parameter =
      std::ranges::find(target.query, "X-Amz-Signature", &QueryParameter::name) != target.query.end();
  if (has_header || has_parameter || !request.bearer.empty())
    return fail(ErrorCode::invalid,
                fmt::format("the request for '{}' is signed or authorized already", net::shown_url(request.url)));
  return {};
}

std::vector<std::string> headers_to_sign(const net::Headers& headers) {
  std::vector<std::string> names;
  for (const auto& field : headers) {
    auto name = to_lower(field.first);
    if (std::ranges::find(unsigned_headers, name) == unsigned_headers.end()) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

std::string credential(const SigningContext& context, std::chrono::sys_seconds time) {
  return fmt::format("{}/{}", context.credentials.access_key_id,
                     scope_at(time, context.region, context.service).text());
}

std::string signature_of(std::string_view method, const Target& target, const net::Headers& headers,
                         std::span<const std::string> signed_headers, std::string_view payload_hash,
                         const SigningContext& context, std::chrono::sys_seconds time) {
  const auto canonical = canonical_request({.method = method,
                                            .path = canonical_path(target.path, context.service),
                                            .query = canonical_query(target.query),
                                            .headers = headers,
                                            .signed_headers = signed_headers,
                                            .payload_hash = payload_hash});
  const auto scope = scope_at(time, context.region, context.service);
  return signature(context.credentials.secret, scope, string_to_sign(time, scope, canonical));
}

}  // namespace

Result<net::ClientRequest> sign(net::ClientRequest request, const SigningContext& context, std::string payload_hash) {
  BARYON_TRY(const auto target, target_of(request.url));
  BARYON_CHECK(check_unsigned(request, target));
  if (payload_hash.empty()) payload_hash = hash_payload(request.body);
  const auto time = std::chrono::floor<std::chrono::seconds>(context.time);
  auto& headers = request.headers;
  if (!headers.find("Host")) headers.add("Host", target.host);
  headers.add("X-Amz-Date", to_basic_time(time));
  if (context.service == s3) headers.add("X-Amz-Content-Sha256", payload_hash);
  if (!context.credentials.session_token.empty())
    headers.add("X-Amz-Security-Token", std::string(context.credentials.session_token.reveal()));
  const auto names = headers_to_sign(headers);
  headers.add("Authorization",
              fmt::format("{} Credential={}, SignedHeaders={}, Signature={}", signing_algorithm,
                          credential(context, time), join_names(names),
                          signature_of(request.method, target, headers, names, payload_hash, context, time)));
  return request;
}

Result<std::string> presign(const net::ClientRequest& request, const SigningContext& context,
                            std::chrono::seconds lifetime) {
  if (lifetime < std::chrono::seconds(1) || lifetime > max_expiry)
    return fail(ErrorCode::invalid, fmt::format("a signed URL cannot be good for {} s", lifetime.count()),
                fmt::format("choose from 1 to {} s", max_expiry.count()));
  BARYON_TRY(auto target, target_of(request.url));
  BARYON_CHECK(check_unsigned(request, target));
  const auto time = std::chrono::floor<std::chrono::seconds>(context.time);
  auto headers = request.headers;
  if (!headers.find("Host")) headers.add("Host", target.host);
  const auto names = headers_to_sign(headers);
  auto& query = target.query;
  query.push_back({"X-Amz-Algorithm", std::string(signing_algorithm)});
  query.push_back({"X-Amz-Credential", credential(context, time)});
  query.push_back({"X-Amz-Date", to_basic_time(time)});
  query.push_back({"X-Amz-Expires", std::to_string(lifetime.count())});
  query.push_back({"X-Amz-SignedHeaders", join_names(names)});
  if (!context.credentials.session_token.empty())
    query.push_back({"X-Amz-Security-Token", std::string(context.credentials.session_token.reveal())});
  const auto payload_hash = context.service == s3 ? std::string(unsigned_payload) : hash_payload(request.body);
  return fmt::format("{}?{}&X-Amz-Signature={}", request.url.substr(0, request.url.find('?')), canonical_query(query),
                     signature_of(request.method, target, headers, names, payload_hash, context, time));
}

}  // namespace baryon::aws
