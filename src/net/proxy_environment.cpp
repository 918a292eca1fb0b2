#include "net/proxy_environment.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "base/glob.h"
#include "net/address_list.h"
#include "net/url.h"

namespace baryon::net {
namespace {

std::string first_of(const Environment& environment, std::initializer_list<const char*> names) {
  for (const auto* const name : names)
    if (auto value = environment(name).value_or(""); !value.empty()) return value;
  return {};
}

bool is_exempt(const std::string& host, std::string entry) {
  if (entry == "*") return true;
  if (const auto networks = AddressList::parse({entry}); networks && networks->contains(host)) return true;
  if (entry.starts_with('.')) entry.erase(0, 1);
  return !entry.empty() && (host == entry || host.ends_with("." + entry));
}

bool is_exempt_by_list(const std::string& host, std::string_view list) {
  constexpr std::string_view separators = ", \t";
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(separators), list.size());
    if (is_exempt(host, to_lower(list.substr(0, end)))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

Secret proxy_of_environment(const Environment& environment, std::string_view url) {
  const auto origin = origin_of(url);
  if (!origin) return {};
  auto host = origin->host;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (is_exempt_by_list(host, first_of(environment, {"no_proxy", "NO_PROXY"}))) return {};
  const auto own = origin->scheme == "https" ? first_of(environment, {"https_proxy", "HTTPS_PROXY"})
                                             : first_of(environment, {"http_proxy"});
  return Secret(own.empty() ? first_of(environment, {"all_proxy", "ALL_PROXY"}) : own);
}

}  // namespace baryon::net
