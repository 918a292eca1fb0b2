#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/units.h"
#include "net/message.h"

namespace baryon::net {

struct Exchange;
struct AnswerSinks;

/// How a client reaches its server. Environment variables (`https_proxy`, `no_proxy`, ...) are never looked at.
struct HttpClientOptions {
  Secret proxy = {};                   ///< `[http[s]://][user:password@]host[:port]`; empty: none
  std::filesystem::path ca_file = {};  ///< PEM file of authorities to trust; empty: the system's
  std::string trust_hint = {};         ///< what to do about a certificate that is not trusted
  std::string proxy_hint = {};         ///< what to do about a proxy that refuses
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);    ///< name, TCP, proxy and TLS together
  std::chrono::milliseconds first_byte_timeout = std::chrono::minutes(5);  ///< from the request to the first byte back
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(60);      ///< without a byte once the answer began
  std::string user_agent = {};                                             ///< empty: `baryon/<version>`
  std::stop_token stop = {};  ///< ends transfers at once and refuses new ones

  /// Told of every exchange: status (0 where no answer came) and how long it took. Called from any thread.
  std::function<void(int status, std::chrono::nanoseconds took)> observer = {};
};

/// A part of a file that is sent as a body, piece by piece and perhaps again; the file's position is of no matter. The
/// file is borrowed.
struct FileRange {
  const File* file = nullptr;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// A request to be sent.
struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< absolute, http or https; sent as it stands
  Headers headers = {};
  Secret bearer = {};  ///< sent as `Authorization: Bearer ...`
  std::string body = {};
  std::optional<FileRange> upload = {};  ///< sent in place of `body`
  std::uint64_t max_answer = 10 * mib;   ///< bytes of the answer's body; more is too_large
};

/// Takes a body piece by piece; an error ends the transfer and is what `download` returns.
using BodySink = std::function<Result<void>(ByteView)>;

/// Told status and header of a 2xx answer before the first piece of its body, if it has one; an error ends the
/// transfer.
using HeadSink = std::function<Result<void>(const Response& head)>;

/// HTTP/1.1 over TCP or TLS >= 1.2 (certificates always verified), directly or through a proxy; connections are kept
/// and used again. Thread-safe; calls block.
///
/// An answer of any status is a value; an error means that no whole answer came. Redirects are followed up to three
/// times within the same scheme, host and port; nothing is ever sent elsewhere. Errors name the URL without query and
/// user information, never a header or the proxy's password:
///   unavailable, retryable: no name, refused, reset, timed out, stopped
///   corrupt, retryable: the answer ended before it was whole, or is not HTTP
///   configuration, retryable: certificate not trusted, proxy refuses, redirected to another host
///   too_large: more than `max_answer`; invalid: not a URL or header that can be sent; and those of an uploaded file
///
///     net::HttpClient client({.ca_file = "/etc/ssl/corporate.pem"});
///     BARYON_TRY(const auto answer, client.send({.url = "https://git.example.com/rest/api/latest/repos"}));
class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// The whole answer in memory.
  [[nodiscard]] Result<Response> send(const ClientRequest& request);

  /// The body of a 2xx answer goes to `sink`, and the returned body is empty; of any other answer the first 64 KiB are
  /// returned. The body is whole only when this returns a value.
  [[nodiscard]] Result<Response> download(const ClientRequest& request, const BodySink& sink,
                                          const HeadSink& on_head = {});

 private:
  class Pool;

  [[nodiscard]] Result<Response> follow(const ClientRequest& request, const AnswerSinks& sinks);
  [[nodiscard]] Result<Exchange> exchange(const ClientRequest& request, const std::string& url,
                                          const AnswerSinks& sinks);

  HttpClientOptions options_;
  std::unique_ptr<Pool> pool_;
};

/// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), at most an hour.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const Headers& headers);

}  // namespace baryon::net
