#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace baryon::net {

/// Addresses and networks: `10.1.2.3`, `10.0.0.0/8`, `::1`, `fd00::/8`. IPv4 addresses mapped into IPv6 count as IPv4.
/// Thread-safe once made.
class AddressList {
 public:
  AddressList();
  ~AddressList();
  AddressList(AddressList&&) noexcept;
  AddressList& operator=(AddressList&&) noexcept;

  /// Errors: invalid, naming the entry.
  [[nodiscard]] static Result<AddressList> parse(const std::vector<std::string>& entries);

  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] bool contains(std::string_view address) const;

 private:
  struct Networks;
  std::unique_ptr<Networks> networks_;
};

/// Whether it is an address of this machine itself (127.0.0.0/8, ::1), or `localhost`.
[[nodiscard]] bool is_loopback(std::string_view host);

/// Whom a request comes from: the address of the connection, or, where that is a trusted proxy, the last address in
/// `X-Forwarded-For` that is not one.
[[nodiscard]] std::string client_address(std::string_view connection, std::string_view forwarded_for,
                                         const AddressList& trusted_proxies);

}  // namespace baryon::net
