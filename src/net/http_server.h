#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/units.h"
#include "net/message.h"

namespace baryon::net {

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8080";   ///< `address:port`, `[::1]:port`; port 0: any free one
  std::filesystem::path certificate = {};  ///< PEM chain; empty: plain HTTP
  std::filesystem::path key = {};          ///< PEM private key
  std::uint64_t max_body = 10 * mib;       ///< bytes; a larger one is answered 413
  std::uint64_t max_header = 64 * kib;     ///< bytes of request line and header fields together; answered 431
  std::size_t max_connections = 16'384;    ///< for one more, the one that has been waited for longest has to go
  std::uint64_t max_memory = 256 * mib;    ///< bytes of all requests under way beyond `small_request`; answered 503
  /// Since the last byte of a request with a body came; one that has waited longer for its turn is answered 503 at
  /// once.
  std::chrono::milliseconds max_wait{std::chrono::seconds(1)};
  std::chrono::milliseconds header_timeout{std::chrono::seconds(15)};  ///< from the first byte, and for the handshake
  std::chrono::milliseconds body_timeout{std::chrono::seconds(30)};    ///< and a second for each `min_body_rate` bytes
  std::uint64_t min_body_rate = 16 * kib;                              ///< bytes a second: 10 MiB take 11 minutes
  std::chrono::milliseconds idle_timeout{std::chrono::seconds(75)};    ///< between requests
  std::chrono::milliseconds write_timeout{std::chrono::seconds(30)};   ///< for the whole answer
  /// Told of each request that is refused for its size, which has no body then; must not block.
  std::function<void(const Request&)> on_too_large = [](const auto&) {};
};

/// HTTP/1.1 over TCP or TLS >= 1.2 with keep-alive. One thread runs all connections, so the handler must not block; it
/// may answer later and from any thread. A connection that is too slow is closed without a word. Refusals of its own
/// are JSON: `{"status", "delivery": null, "reason"}`.
///
/// Memory is bounded whatever clients do: an idle connection has no buffer, and what requests hold until they are
/// answered is counted. When all connections are taken, one that is idle or has sent only part of a header gives way to
/// a new one; where all wait for their answers, the new one is answered 503.
class HttpServer {
 public:
  /// Bytes that a request may hold while others have used `max_memory` up, so that ordinary deliveries get through.
  static constexpr std::uint64_t small_request = 16 * kib;

  /// Listens, but takes no connection yet. Errors: configuration (address, port in use, certificate).
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> open(HttpServerOptions options, Handler handler);

  ~HttpServer();
  HttpServer(HttpServer&&) = delete;
  HttpServer& operator=(HttpServer&&) = delete;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `127.0.0.1:8080`, with the port that was really taken.
  [[nodiscard]] std::string address() const;

  void start();

  /// Takes no more connections or requests, waits for answers under way up to `grace`, then closes. From one thread.
  void stop(std::chrono::milliseconds grace);

 private:
  class Implementation;
  explicit HttpServer(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace baryon::net
