#include "aws/signature.h"

#include <fmt/format.h>

#include <utility>

#include "aws/signing_time.h"

namespace baryon::aws {
namespace {

Sha256Digest hmac(const Sha256Digest& key, std::string_view message) {
  return hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, message);
}

}  // namespace

std::string CredentialScope::text() const {
  return fmt::format("{}/{}/{}/{}", date, region, service, scope_terminator);
}

CredentialScope scope_at(std::chrono::sys_seconds time, std::string region, std::string service) {
  return {.date = to_basic_time(time).substr(0, 8), .region = std::move(region), .service = std::move(service)};
}

std::string string_to_sign(std::chrono::sys_seconds time, const CredentialScope& scope,
                           std::string_view canonical_request) {
  return fmt::format("{}\n{}\n{}\n{}", signing_algorithm, to_basic_time(time), scope.text(),
                     to_hex(sha256(canonical_request)));
}

Sha256Digest signing_key(const Secret& secret, const CredentialScope& scope) {
  const Secret prefixed(fmt::format("AWS4{}", secret.reveal()));
  return hmac(hmac(hmac(hmac_sha256(prefixed.reveal(), scope.date), scope.region), scope.service), scope_terminator);
}

std::string signature(const Secret& secret, const CredentialScope& scope, std::string_view string_to_sign) {
  return to_hex(hmac(signing_key(secret, scope), string_to_sign));
}

}  // namespace baryon::aws
