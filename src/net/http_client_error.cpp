#include "net/http_client_error.h"

#include <fmt/format.h>

#include <system_error>

#include "net/url.h"

namespace baryon::net {
namespace {

Error passing(ErrorCode code, std::string_view method, std::string_view url, std::string_view what,
              std::string hint = {}) {
  return Error{.code = code,
               .message = fmt::format("{} {}: {}", method, shown_url(url), what),
               .hint = std::move(hint),
               .retryable = true};
}

std::string connect_reason(CURL* easy, std::string_view detail) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  return number != 0 ? std::generic_category().message(static_cast<int>(number)) : std::string(detail);
}

}  // namespace

Error stopped_error(std::string_view method, std::string_view url) {
  return passing(ErrorCode::unavailable, method, url, "ended because the program is stopping");
}

Error late_error(std::string_view method, std::string_view url, std::string_view what) {
  return passing(ErrorCode::unavailable, method, url, what, "the server or a proxy in front of it is slow or stuck");
}

Error proxy_error(long status, std::string_view method, std::string_view url, const Proxy& proxy,
                  const HttpClientOptions& options) {
  const auto hint = [&](const std::string& otherwise) {
    return options.proxy_hint.empty() ? otherwise : options.proxy_hint;
  };
  if (status == 407)
    return passing(ErrorCode::configuration, method, url,
                   proxy.user.empty() ? fmt::format("the proxy {} asks for credentials (407)", proxy.authority)
                                      : fmt::format("the proxy {} refused the credentials (407)", proxy.authority),
                   hint("put user:password@ into the proxy's address"));
  const auto what = fmt::format("the proxy {} would not connect ({})", proxy.authority, status);
  if (status >= 500)
    return passing(ErrorCode::unavailable, method, url, what, "check that the proxy can reach the server");
  return passing(ErrorCode::configuration, method, url, what, hint("allow this host and port in the proxy"));
}

Error transfer_error(CURLcode code, CURL* easy, std::string_view detail, std::string_view method, std::string_view url,
                     const Proxy& proxy, const HttpClientOptions& options, bool has_begun) {
  const auto authority = origin_of(url).value_or(Origin{}).authority();
  const auto peer = proxy.url.empty() ? authority : "the proxy " + proxy.authority;
  long connect_status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
  if (connect_status >= 300) return proxy_error(connect_status, method, url, proxy, options);

  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return passing(ErrorCode::unavailable, method, url, fmt::format("the name of {} cannot be resolved", peer),
                     "check the name and this machine's DNS");
    case CURLE_COULDNT_CONNECT:
      return passing(ErrorCode::unavailable, method, url,
                     fmt::format("cannot connect to {}: {}", peer, connect_reason(easy, detail)),
                     "check that it runs there and that no firewall is between");
    case CURLE_OPERATION_TIMEDOUT:
      return passing(
          ErrorCode::unavailable, method, url,
          fmt::format("connecting to {} took longer than {}", peer, format_duration(options.connect_timeout)),
          "check that it runs there and that no firewall is between");
    case CURLE_PEER_FAILED_VERIFICATION:
      return passing(ErrorCode::configuration, method, url,
                     fmt::format("the TLS certificate of {} is not trusted: {}", authority, detail),
                     options.trust_hint);
    case CURLE_SSL_CACERT_BADFILE:
      return passing(ErrorCode::configuration, method, url,
                     fmt::format("the certificates in '{}' cannot be read", options.ca_file.string()),
                     options.trust_hint);
    case CURLE_SSL_CONNECT_ERROR:
      return passing(ErrorCode::unavailable, method, url, fmt::format("no TLS connection to {}: {}", peer, detail),
                     "check that this port speaks TLS 1.2 or later");
    case CURLE_PARTIAL_FILE:
      return passing(ErrorCode::corrupt, method, url, "the answer was cut short");
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return has_begun ? passing(ErrorCode::corrupt, method, url, "the answer was cut short")
                       : passing(ErrorCode::unavailable, method, url, fmt::format("{} closed the connection", peer));
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9, that is no status line at all
      return passing(ErrorCode::corrupt, method, url, "the answer is not HTTP/1.1", "check the address and its scheme");
    default:
      return passing(ErrorCode::unavailable, method, url, detail.empty() ? curl_easy_strerror(code) : detail);
  }
}

}  // namespace baryon::net
