#include "faces/proton/access.h"

#include <algorithm>
#include <utility>

#include "faces/proton/arn.h"

namespace baryon::faces::proton {
namespace {

constexpr std::string_view default_region = "us-east-1";

std::optional<aws::Credentials> credentials_of(const app::AccessKey* key) {
  if (key == nullptr) return std::nullopt;
  return aws::Credentials{.access_key_id = key->id, .secret = key->secret};
}

}  // namespace

ProtonAccess::ProtonAccess(AccessOptions options, const Clock& clock)
    : options_(std::move(options)),
      verifier_({.service = "proton"}, [this](std::string_view id) { return credentials_of(find(id)); }, clock) {}

const app::AccessKey* ProtonAccess::find(std::string_view id) const {
  if (const auto found = std::ranges::find(options_.keys, id, &app::AccessKey::id); found != options_.keys.end())
    return &*found;
  const bool is_made_key = options_.keys.empty() && options_.made_key && options_.made_key->id == id;
  return is_made_key ? &*options_.made_key : nullptr;
}

bool ProtonAccess::is_open_to(const net::Request& request) const {
  if (!options_.keys.empty() || !options_.is_open_to_loopback) return false;
  // A page that a browser on this machine shows must not reach what is open to this machine; browsers say so.
  if (request.headers.find("Origin") || request.headers.find("Sec-Fetch-Site")) return false;
  const auto forwarded_for = request.headers.joined("X-Forwarded-For");
  if (request.headers.find("Forwarded")) return false;
  if (!forwarded_for.empty() && !options_.trusted_proxies.contains(request.remote)) return false;
  return net::is_loopback(net::client_address(request.remote, forwarded_for, options_.trusted_proxies));
}

Expected<Identity> ProtonAccess::identify(const net::Request& request) const {
  const auto claimed = aws::read_authorization(request);
  if (is_open_to(request) && !(claimed && find(claimed->access_key_id) != nullptr)) {
    const auto region = claimed ? as_region(claimed->scope.region) : std::nullopt;
    return Identity{
        .role = app::Role::operator_, .access_key_id = {}, .region = region.value_or(std::string(default_region))};
  }
  const auto caller = verifier_.verify(request);
  if (!caller)
    return std::unexpected(Exception{.name = std::string(aws::aws_code(caller.error().code)),
                                     .status = aws::http_status(caller.error().code),
                                     .message = caller.error().message});
  const auto* const key = find(caller->access_key_id);
  return Identity{.role = key == nullptr ? app::Role::none : key->role,
                  .access_key_id = caller->access_key_id,
                  .region = as_region(caller->region).value_or(std::string(default_region))};
}

}  // namespace baryon::faces::proton
