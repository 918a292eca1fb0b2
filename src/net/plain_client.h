#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/message.h"

namespace baryon::net {

/// HTTP/1.1 to one address without TLS, proxy, redirects or time limits: for an API of this machine that is asked one
/// thing after the other and may take its time. One connection is kept and made anew when the other side closed it.
/// Starts without loading what `HttpClient` needs. One thread at a time; calls block.
///
/// An answer of any status is a value. Errors: unavailable (no connection, closed before the answer was whole), invalid
/// (`address` is not `host:port`), corrupt (not HTTP), too_large (more than `max_answer`).
///
///     net::PlainClient client("127.0.0.1:9001");
///     BARYON_TRY(const auto answer, client.send({.method = "GET", .target = "/2018-06-01/runtime/invocation/next"}));
class PlainClient {
 public:
  struct Call {
    std::string_view method;
    std::string target;  ///< encoded path and query
    Headers headers = {};
    std::string_view body = {};
    std::uint64_t max_answer = 64 * 1024;  ///< bytes of the answer's body
  };

  explicit PlainClient(std::string address);
  ~PlainClient();
  PlainClient(const PlainClient&) = delete;
  PlainClient& operator=(const PlainClient&) = delete;

  [[nodiscard]] Result<Response> send(const Call& call);

 private:
  class Connection;

  Result<void> connect();

  const std::string address_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace baryon::net
