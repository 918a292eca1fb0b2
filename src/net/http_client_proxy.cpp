#include "net/http_client_proxy.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "net/url.h"

namespace baryon::net {

Result<Proxy> parse_proxy(const Secret& text) {
  if (text.empty()) return Proxy{};
  std::string url(text.reveal());
  if (!url.contains("://")) url.insert(0, "http://");
  const auto origin = origin_of(url);
  if (!origin)
    return std::unexpected(Error{.code = ErrorCode::configuration,
                                 .message = "the proxy's address is " + origin.error().message,
                                 .hint = "write it like http://[user:password@]host:port",
                                 .retryable = true});
  const auto parsed = boost::urls::parse_uri(url);  // succeeded above
  return Proxy{.url = origin->scheme + "://" + origin->authority(),
               .authority = origin->authority(),
               .user = parsed->user(),
               .password = Secret(parsed->password())};
}

}  // namespace baryon::net
