#include "net/address_list.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <optional>

namespace baryon::net {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

// Whether the first `length` bits are the same.
template <class Bytes>
bool has_prefix(const Bytes& address, const Bytes& network, unsigned length) {
  for (std::size_t i = 0; i < address.size() && length > 0; ++i) {
    const unsigned bits = std::min(length, 8U);
    const unsigned mask = 0xFFU << (8U - bits) & 0xFFU;
    if ((address[i] & mask) != (network[i] & mask)) return false;
    length -= bits;
  }
  return true;
}

}  // namespace

struct AddressList::Networks {
  std::vector<ip::network_v4> v4;
  std::vector<ip::network_v6> v6;
};

AddressList::AddressList() : networks_(std::make_unique<Networks>()) {}
AddressList::~AddressList() = default;
AddressList::AddressList(AddressList&&) noexcept = default;
AddressList& AddressList::operator=(AddressList&&) noexcept = default;

Result<AddressList> AddressList::parse(const std::vector<std::string>& entries) {
  AddressList list;
  for (const auto& entry : entries) {
    boost::system::error_code error;
    const bool has_length = entry.contains('/');
    if (entry.contains(':')) {
      const auto network = ip::make_network_v6(has_length ? entry : entry + "/128", error);
      if (!error) list.networks_->v6.push_back(network);
    } else {
      const auto network = ip::make_network_v4(has_length ? entry : entry + "/32", error);
      if (!error) list.networks_->v4.push_back(network);
    }
    if (error)
      return fail(ErrorCode::invalid, "'" + entry + "' is not an address or network",
                  "write it like 10.1.2.3, 10.0.0.0/8 or fd00::/8");
  }
  return list;
}

bool AddressList::is_empty() const { return networks_->v4.empty() && networks_->v6.empty(); }

bool AddressList::contains(std::string_view text) const {
  const auto address = parse_address(text);
  if (!address) return false;
  if (address->is_v4())
    return std::ranges::any_of(networks_->v4, [&](const auto& network) {
      return has_prefix(address->to_v4().to_bytes(), network.address().to_bytes(), network.prefix_length());
    });
  return std::ranges::any_of(networks_->v6, [&](const auto& network) {
    return has_prefix(address->to_v6().to_bytes(), network.address().to_bytes(), network.prefix_length());
  });
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  const auto address = parse_address(host);
  return address && address->is_loopback();
}

std::string client_address(std::string_view connection, std::string_view forwarded_for,
                           const AddressList& trusted_proxies) {
  std::string_view client = connection;
  // Each proxy appends the address it was called from; entries before the last untrusted one are hearsay.
  while (trusted_proxies.contains(client) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    auto last = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
    while (last.starts_with(' ')) last.remove_prefix(1);
    while (last.ends_with(' ')) last.remove_suffix(1);
    if (!parse_address(last)) break;
    client = last;
  }
  return std::string(client);
}

}  // namespace baryon::net
