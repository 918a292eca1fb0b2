#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_client.h"
#include "net/http_client_pool.h"
#include "net/http_client_proxy.h"

namespace baryon::net {

/// Header fields as libcurl takes them; wiped when they go, one of them may be a token.
class CurlHeaders {
 public:
  CurlHeaders() = default;
  ~CurlHeaders();
  CurlHeaders(const CurlHeaders&) = delete;
  CurlHeaders& operator=(const CurlHeaders&) = delete;

  void add(const std::string& line);
  [[nodiscard]] curl_slist* list() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// An answer, and where it redirects to.
struct Exchange {
  Response response;
  std::string redirect;  ///< absolute; empty where the answer is not a redirect
};

/// Where a 2xx answer goes; nulls: into the returned `Response`. Borrowed.
struct AnswerSinks {
  const BodySink* body = nullptr;
  const HeadSink* head = nullptr;
};

/// One request and its answer on one handle, without redirects. One thread.
class Transfer {
 public:
  /// `url` in place of the request's own. Everything is borrowed.
  Transfer(const HttpClientOptions& options, const ClientRequest& request, const std::string& url,
           const AnswerSinks& sinks);

  [[nodiscard]] Result<Exchange> run(CurlHandle& handle);

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// Why a transfer was ended from this side.
  enum class End : std::uint8_t { none, stopped, no_first_byte, stalled, enough, failed };

  static std::size_t on_upload(char* buffer, std::size_t size, std::size_t count, void* self) noexcept;
  static int on_upload_seek(void* self, curl_off_t offset, int origin) noexcept;
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;

  void prepare(CURL* easy);
  void prepare_proxy(CURL* easy) const;
  void prepare_request(CURL* easy);
  void prepare_upload(CURL* easy);
  void prepare_tls(CURL* easy) const;
  CURLcode drive(CurlHandle& handle);
  [[nodiscard]] std::size_t give_upload(std::uint8_t* buffer, std::size_t size);
  [[nodiscard]] bool is_for_sinks() const;
  [[nodiscard]] bool take_header(std::string_view line);
  [[nodiscard]] bool take_body(ByteView piece);
  bool end_with(Error error);
  bool end_too_large(std::string_view what, std::uint64_t limit);
  void note_upload(CURL* easy);
  [[nodiscard]] Time deadline() const;
  [[nodiscard]] Error end_error(CURLcode code, CURL* easy) const;

  const HttpClientOptions& options_;
  const ClientRequest& request_;
  const std::string& url_;
  const AnswerSinks sinks_;
  Proxy proxy_;
  CurlHeaders headers_;
  std::array<char, CURL_ERROR_SIZE> detail_{};

  Response response_{.status = 0};
  bool is_head_complete_ = false;
  std::size_t head_bytes_ = 0;
  std::uint64_t body_bytes_ = 0;
  curl_off_t uploaded_ = 0;
  std::uint64_t upload_position_ = 0;
  Time last_progress_;
  End end_ = End::none;
  std::optional<Error> error_;
};

}  // namespace baryon::net
