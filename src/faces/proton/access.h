#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config.h"
#include "aws/verifier.h"
#include "base/clock.h"
#include "faces/proton/exception.h"
#include "net/address_list.h"
#include "net/message.h"

namespace baryon::faces::proton {

/// Who calls, and for which region.
struct Identity {
  app::Role role = app::Role::none;
  std::string access_key_id;  ///< empty: not signed, or with a key that nobody has checked
  std::string region;
};

struct AccessOptions {
  std::vector<app::AccessKey> keys;        ///< `auth.access_keys`
  std::optional<app::AccessKey> made_key;  ///< of the first start, see app/first_start.h
  bool is_open_to_loopback = true;         ///< without `keys`, callers on this machine may do everything
  net::AddressList trusted_proxies;
};

/// Checks the signature of requests (AWS Signature Version 4).
///
/// With `keys` every request has to be signed with one of them. Without, whoever calls from this machine may do
/// everything, whatever it signs with; others, who come through a proxy, have to sign with `made_key`. Not taken for
/// this machine: what went through a proxy that is not trusted, and what a page in a browser sent. Thread-safe.
class ProtonAccess {
 public:
  explicit ProtonAccess(AccessOptions options, const Clock& clock);
  ProtonAccess(ProtonAccess&&) = delete;  // the verifier looks keys up in it
  ProtonAccess& operator=(ProtonAccess&&) = delete;
  ProtonAccess(const ProtonAccess&) = delete;
  ProtonAccess& operator=(const ProtonAccess&) = delete;
  ~ProtonAccess() = default;

  [[nodiscard]] Expected<Identity> identify(const net::Request& request) const;

 private:
  [[nodiscard]] const app::AccessKey* find(std::string_view id) const;
  [[nodiscard]] bool is_open_to(const net::Request& request) const;

  AccessOptions options_;
  aws::Verifier verifier_;
};

}  // namespace baryon::faces::proton
