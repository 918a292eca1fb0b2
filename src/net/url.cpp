#include "net/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "base/glob.h"

namespace baryon::net {
namespace {

std::unexpected<Error> not_a_url(std::string_view why) {
  return fail(ErrorCode::invalid, fmt::format("not a usable URL: {}", why), "write it like https://host[:port]/path");
}

Result<Origin> origin_of(const boost::urls::url_view& url) {
  Origin origin;
  origin.scheme = to_lower({url.scheme().data(), url.scheme().size()});
  if (origin.scheme != "http" && origin.scheme != "https") return not_a_url("the scheme is not http or https");
  origin.host = to_lower({url.encoded_host().data(), url.encoded_host().size()});
  if (origin.host.empty()) return not_a_url("it names no host");
  if (url.port().empty()) {
    origin.port = origin.scheme == "https" ? "443" : "80";
    return origin;
  }
  std::uint16_t port = 0;  // Boost 1.81's own port_number() takes 99999
  const auto* const end = url.port().data() + url.port().size();
  const auto [last, error] = std::from_chars(url.port().data(), end, port);
  if (error != std::errc{} || last != end || port == 0) return not_a_url("the port is not a number from 1 to 65535");
  origin.port = std::to_string(port);
  return origin;
}

}  // namespace

Result<Origin> origin_of(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url) return not_a_url("it is malformed");
  return origin_of(*url);
}

std::string shown_url(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url) return "(malformed URL)";
  const auto port = url->port().empty() ? std::string() : ":" + std::string(url->port().data(), url->port().size());
  return fmt::format("{}://{}{}{}", std::string_view(url->scheme().data(), url->scheme().size()),
                     std::string_view(url->encoded_host().data(), url->encoded_host().size()), port,
                     std::string_view(url->encoded_path().data(), url->encoded_path().size()));
}

bool has_userinfo(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  return url && url->has_userinfo();
}

Result<std::string> parse_base_url(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url) return not_a_url("it is malformed");
  BARYON_CHECK(origin_of(*url));
  if (url->has_userinfo()) return not_a_url("it holds a user name or password");
  if (url->has_query() || url->has_fragment()) return not_a_url("it holds a query or a fragment");
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace baryon::net
