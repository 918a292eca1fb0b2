#include "registry/proton/endpoint.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "net/address_list.h"
#include "net/url.h"

namespace baryon::registry::proton {
namespace {

constexpr std::string_view scheme_prefix = "proton+";
constexpr std::string_view hint = "write it like proton+https://baryon.example.com?region=us-east-1";
constexpr std::array<std::string_view, 5> keys{"access_key", "bucket", "ca_file", "region", "secret"};

std::unexpected<Error> wrong(std::string message, std::string what_to_do = std::string(hint)) {
  return fail(ErrorCode::configuration, std::move(message), std::move(what_to_do));
}

Result<void> check_address(const std::string& url) {
  BARYON_TRY(const auto origin, net::origin_of(url));
  auto host = origin.host;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (origin.scheme == "http" && !net::is_loopback(host))
    return wrong(fmt::format("'{}' would send requests in clear over the network", origin.host),
                 "use proton+https://; proton+http:// is for this machine itself");
  const auto parsed = boost::urls::parse_uri(url);
  if (parsed && !parsed->encoded_path().empty())
    return wrong("the address of a registry has no path", "remove what follows the host and port");
  return {};
}

bool is_name(std::string_view text, std::string_view others, std::size_t least, std::size_t most) {
  const auto fits = [&](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.contains(c); };
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, fits);
}

Result<void> take(Endpoint& endpoint, std::string_view key, std::string value) {
  if (key == "region") {
    if (!is_name(value, "-", 1, 32)) return wrong("the region is not one", "use a name such as us-east-1");
    endpoint.region = std::move(value);
  } else if (key == "bucket") {
    if (!is_name(value, "-.", 3, 63))
      return wrong("the bucket is not the name of one", "3 to 63 of a-z, 0-9, '-' and '.'");
    endpoint.bucket = std::move(value);
  } else if (key == "access_key") {
    endpoint.access_key_id = std::move(value);
  } else if (key == "ca_file") {
    endpoint.ca_file = std::move(value);
  } else if (key == "secret") {
    if (!value.starts_with("env:") && !value.starts_with("file:"))
      return wrong("a secret must not stand in the URL itself", "use secret=env:NAME or secret=file:PATH");
    endpoint.secret_reference = std::move(value);
  } else {
    const auto meant = nearest(key, keys);
    return wrong(
        fmt::format("unknown parameter '{}'", escape_for_display(key)),
        meant ? fmt::format("did you mean '{}'?", *meant) : fmt::format("there are {}", fmt::join(keys, ", ")));
  }
  return {};
}

Result<void> take_query(Endpoint& endpoint, std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->has_fragment()) return wrong("it is no URL");
  for (const auto& parameter : parsed->params()) {
    if (parameter.value.empty())
      return wrong(fmt::format("the parameter '{}' has no value", escape_for_display(parameter.key)));
    BARYON_CHECK(take(endpoint, parameter.key, parameter.value));
  }
  if (endpoint.access_key_id.empty() != endpoint.secret_reference.empty())
    return wrong("access_key and secret go together, only one of them is given",
                 "or leave both out: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used then");
  return {};
}

}  // namespace

bool names_endpoint(std::string_view url) { return url.starts_with(scheme_prefix); }

Result<Endpoint> parse_endpoint(std::string_view text) {
  if (!names_endpoint(text)) return wrong("the URL of another registry begins with 'proton+https://'");
  text.remove_prefix(scheme_prefix.size());
  auto url = net::parse_base_url(text.substr(0, text.find_first_of("?#")));
  if (!url) return wrong(url.error().message);
  BARYON_CHECK(check_address(*url));
  Endpoint endpoint{.url = *std::move(url)};
  BARYON_CHECK(take_query(endpoint, text));
  return endpoint;
}

}  // namespace baryon::registry::proton
