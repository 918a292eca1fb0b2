#include "aws/verifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aws/canonical_request.h"
#include "aws/signature.h"
#include "aws/signing_time.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/glob.h"
#include "base/sha256.h"
#include "base/text.h"

namespace baryon::aws {
namespace {

constexpr std::size_t longest_region = 32;
constexpr std::string_view mismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.";

std::unexpected<Refusal> invalid(std::string message) {
  return refuse(RefusalCode::invalid_signature, std::move(message));
}

bool is_region(std::string_view text) {
  return text.size() <= longest_region &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// CloudFront adds this one to what it passes on, after the client has signed.
bool is_added_on_the_way(std::string_view name) { return name == "x-amz-cf-id"; }

// Two fields of these names, or one made of two, would leave open which value a reader takes.
bool is_singular(std::string_view name) {
  return name.starts_with("x-amz-") || name == "host" || name == "date" || name == "content-type";
}

Verdict<void> check_is_signed(const Authorization& authorization, const std::string& name) {
  if (std::ranges::binary_search(authorization.signed_headers, name)) return {};
  if (name == "host") return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  return invalid(fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", escape_for_display(name, 60)));
}

Verdict<void> check_headers(const net::Headers& headers, const Authorization& authorization) {
  BARYON_CHECK(check_is_signed(authorization, "host"));
  if (!authorization.time_header.empty()) BARYON_CHECK(check_is_signed(authorization, authorization.time_header));
  for (const auto& field : headers) {
    const auto name = to_lower(field.first);
    if (name.starts_with("x-amz-") && !is_added_on_the_way(name)) BARYON_CHECK(check_is_signed(authorization, name));
  }
  for (const auto& name : authorization.signed_headers) {
    const auto count = headers.count(name);
    if (count == 0) return invalid(fmt::format("The signed header '{}' is missing.", escape_for_display(name, 60)));
    if (count > 1 && is_singular(name))
      return invalid(fmt::format("The signed header '{}' is there twice.", escape_for_display(name, 60)));
  }
  return {};
}

bool equal(std::string_view a, std::string_view b) { return equal_in_constant_time(as_bytes(a), as_bytes(b)); }

// Stands in for the secret of a key that is not known, so that both take the same steps.
Credentials nobody() { return {.access_key_id = {}, .secret = Secret(std::string(40, '-'))}; }

}  // namespace

Verifier::Verifier(VerifierOptions options, CredentialsLookup lookup, const Clock& clock)
    : options_(std::move(options)), lookup_(std::move(lookup)), clock_(clock) {}

Verdict<Caller> Verifier::verify(const net::Request& request) const {
  BARYON_TRY(const auto authorization, read_authorization(request));
  BARYON_CHECK(check_scope(authorization));
  BARYON_CHECK(check_time(authorization));
  BARYON_CHECK(check_headers(request.headers, authorization));
  return check_signature(request, authorization);
}

Verdict<void> Verifier::check_scope(const Authorization& authorization) const {
  const auto& scope = authorization.scope;
  if (!is_region(scope.region) || (!options_.region.empty() && scope.region != options_.region))
    return invalid(fmt::format("Credential should be scoped to a valid region, not '{}'.",
                               escape_for_display(scope.region, longest_region)));
  if (scope.service != options_.service)
    return invalid(fmt::format("Credential should be scoped to correct service: '{}'.", options_.service));
  const auto date = scope_at(authorization.time, {}, {}).date;
  if (scope.date != date)
    return invalid(
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
                    "HTTP: '{}' != '{}', from '{}'.",
                    escape_for_display(scope.date, 40), date, to_basic_time(authorization.time)));
  return {};
}

Verdict<void> Verifier::check_time(const Authorization& authorization) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  const auto time = authorization.time;
  const auto lifetime = authorization.lifetime.value_or(max_skew);
  if (time < now - lifetime)
    return invalid(fmt::format(
        "Signature expired: {} is now earlier than {} ({} - {}.)", to_basic_time(time), to_basic_time(now - lifetime),
        to_basic_time(now),
        authorization.lifetime ? fmt::format("{} sec", lifetime.count()) : fmt::format("{} min", max_skew.count())));
  if (time > now + max_skew)
    return invalid(fmt::format("Signature not yet current: {} is still later than {} ({} + {} min.)",
                               to_basic_time(time), to_basic_time(now + max_skew), to_basic_time(now),
                               max_skew.count()));
  return {};
}

Verdict<Caller> Verifier::check_signature(const net::Request& request, const Authorization& authorization) const {
  const auto payload_hash = hash_payload(request.body);
  const auto claimed_hash = request.headers.find("x-amz-content-sha256");
  if (claimed_hash && *claimed_hash != payload_hash)
    return invalid("The provided 'x-amz-content-sha256' header does not match what was computed.");
  auto credentials = lookup_(authorization.access_key_id);
  const bool is_known = credentials && !credentials->secret.empty();
  if (!is_known) credentials = nobody();
  const auto canonical = canonical_request({.method = request.method,
                                            .path = canonical_path(percent_encode_path(request.path), options_.service),
                                            .query = canonical_query(authorization.query),
                                            .headers = request.headers,
                                            .signed_headers = authorization.signed_headers,
                                            .payload_hash = payload_hash});
  const auto expected = signature(credentials->secret, authorization.scope,
                                  string_to_sign(authorization.time, authorization.scope, canonical));
  const bool is_right = equal(expected, authorization.signature);
  const bool is_right_token = equal(credentials->session_token.reveal(), authorization.session_token);
  if (!is_known || (is_right && !is_right_token))
    return refuse(RefusalCode::unrecognized_client, "The security token included in the request is invalid.");
  if (!is_right) return invalid(std::string(mismatch));
  return Caller{.access_key_id = authorization.access_key_id, .region = authorization.scope.region};
}

}  // namespace baryon::aws
