#include "forge/bitbucket/signature.h"

#include "base/encoding.h"
#include "base/sha256.h"

namespace baryon::forge::bitbucket {
namespace {

constexpr std::string_view header = "X-Hub-Signature";
constexpr std::string_view scheme = "sha256=";

}  // namespace

std::string_view to_string(Signature signature) {
  switch (signature) {
    case Signature::valid:
      return "valid";
    case Signature::missing:
      return "missing";
    case Signature::malformed:
      return "malformed";
    case Signature::wrong:
      return "wrong";
  }
  return "wrong";
}

Signature check_signature(const net::Headers& headers, std::string_view body, const std::vector<Secret>& secrets) {
  const auto value = headers.find(header);
  if (!value) return Signature::missing;
  if (headers.count(header) > 1 || !value->starts_with(scheme)) return Signature::malformed;
  const auto claimed = from_hex(value->substr(scheme.size()));
  if (!claimed || claimed->size() != Sha256Digest{}.size()) return Signature::malformed;
  bool is_valid = false;
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    is_valid |= equal_in_constant_time(*claimed, hmac_sha256(secret.reveal(), body));  // no early end: `|=`, not `||`
  }
  return is_valid ? Signature::valid : Signature::wrong;
}

}  // namespace baryon::forge::bitbucket
