#include "net/http_client_transfer.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

#include "net/http_client_error.h"
#include "net/url.h"

namespace baryon::net {
namespace {

constexpr std::size_t max_head_bytes = 64 * kib;
constexpr std::size_t max_error_body = 64 * kib;
constexpr long upload_buffer_bytes = 256L * 1024;

#ifndef BARYON_VERSION
#define BARYON_VERSION "unknown"
#endif
constexpr const char* default_user_agent = "baryon/" BARYON_VERSION;

long as_millis(std::chrono::milliseconds time) { return static_cast<long>(time.count()); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

bool is_sendable(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

Result<void> check_headers(const ClientRequest& request) {
  for (const auto& [name, value] : request.headers)
    if (name.empty() || name.contains(':') || !is_sendable(name) || !is_sendable(value))
      return fail(ErrorCode::invalid, fmt::format("the header '{}' cannot be sent", is_sendable(name) ? name : "?"),
                  "remove line ends and other control characters");
  if (!is_sendable(request.bearer.reveal()))
    return fail(ErrorCode::invalid, "the token cannot be sent: it holds a line end or another control character",
                "check the token's value");
  return {};
}

}  // namespace

CurlHeaders::~CurlHeaders() {
  for (auto* field = list_; field != nullptr; field = field->next)
    OPENSSL_cleanse(field->data, std::strlen(field->data));
  curl_slist_free_all(list_);
}

void CurlHeaders::add(const std::string& line) {
  if (auto* longer = curl_slist_append(list_, line.c_str()); longer != nullptr) list_ = longer;
}

Transfer::Transfer(const HttpClientOptions& options, const ClientRequest& request, const std::string& url,
                   const AnswerSinks& sinks)
    : options_(options), request_(request), url_(url), sinks_(sinks) {}

Result<Exchange> Transfer::run(CurlHandle& handle) {
  if (options_.stop.stop_requested()) return std::unexpected(stopped_error(request_.method, url_));
  BARYON_CHECK(check_headers(request_));
  BARYON_TRY(proxy_, parse_proxy(options_.proxy));
  prepare(handle.easy());
  const CURLcode code = drive(handle);
  if (error_) return std::unexpected(std::move(*error_));
  if (code != CURLE_OK && end_ != End::enough) return std::unexpected(end_error(code, handle.easy()));
  if (response_.status == 407 && !proxy_.url.empty())
    return std::unexpected(proxy_error(407, request_.method, url_, proxy_, options_));
  const char* redirect = nullptr;
  curl_easy_getinfo(handle.easy(), CURLINFO_REDIRECT_URL, &redirect);
  return Exchange{.response = std::move(response_), .redirect = redirect == nullptr ? "" : redirect};
}

void Transfer::prepare(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a stuck name server must not hold up a time-out or the shutdown
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 128L * 1024);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, as_millis(options_.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail_.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_USERAGENT,
                   options_.user_agent.empty() ? default_user_agent : options_.user_agent.c_str());
  prepare_tls(easy);
  prepare_proxy(easy);
  prepare_request(easy);
}

void Transfer::prepare_proxy(CURL* easy) const {
  // An empty string, unlike none, keeps libcurl from reading https_proxy and no_proxy.
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  if (proxy_.user.empty()) return;
  curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy_.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, std::string(proxy_.password.reveal()).c_str());
}

void Transfer::prepare_request(CURL* easy) {
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request_.upload) {
    prepare_upload(easy);
  } else if (!request_.body.empty() || request_.method == "POST" || request_.method == "PUT") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
  }
  if (request_.method != "HEAD") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());

  for (const auto& [name, value] : request_.headers)
    headers_.add(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));  // "name;" sends an empty value
  if (!request_.bearer.empty()) headers_.add(fmt::format("Authorization: Bearer {}", request_.bearer.reveal()));
  headers_.add("Expect:");                                                    // no waiting for 100 Continue
  if (!request_.headers.find("Content-Type")) headers_.add("Content-Type:");  // else libcurl takes bodies for forms
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.list());
}

void Transfer::prepare_upload(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, upload_buffer_bytes);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.upload->size));
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_upload);
  curl_easy_setopt(easy, CURLOPT_READDATA, this);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_upload_seek);  // a kept connection turned out to be closed
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
}

void Transfer::prepare_tls(CURL* easy) const {
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (options_.ca_file.empty()) return;
  curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // this file and nothing else
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, nullptr);
}

CURLcode Transfer::drive(CurlHandle& handle) {
  last_progress_ = std::chrono::steady_clock::now();
  curl_multi_add_handle(handle.multi(), handle.easy());
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  {
    const std::stop_callback wake(options_.stop, [&handle] { curl_multi_wakeup(handle.multi()); });
    while (true) {
      int running = 0;
      curl_multi_perform(handle.multi(), &running);
      int left = 0;
      if (const auto* message = curl_multi_info_read(handle.multi(), &left); message != nullptr) {
        code = message->data.result;
        break;
      }
      if (options_.stop.stop_requested()) {
        end_ = End::stopped;
        break;
      }
      note_upload(handle.easy());
      const auto left_time =
          std::chrono::ceil<std::chrono::milliseconds>(deadline() - std::chrono::steady_clock::now()).count();
      if (left_time <= 0) {
        end_ = is_head_complete_ ? End::stalled : End::no_first_byte;
        break;
      }
      curl_multi_poll(handle.multi(), nullptr, 0, static_cast<int>(std::min<std::int64_t>(left_time, 60'000)), nullptr);
    }
  }
  curl_multi_remove_handle(handle.multi(), handle.easy());  // closes a connection that is in the middle of something
  return code;
}

Transfer::Time Transfer::deadline() const {
  return last_progress_ + (is_head_complete_ ? options_.stall_timeout : options_.first_byte_timeout);
}

// A long upload is progress, too: the wait for the first byte begins with its end.
void Transfer::note_upload(CURL* easy) {
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  if (uploaded == uploaded_) return;
  uploaded_ = uploaded;
  last_progress_ = std::chrono::steady_clock::now();
}

std::size_t Transfer::on_upload(char* buffer, std::size_t size, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->give_upload(reinterpret_cast<std::uint8_t*>(buffer), size * count);
}

int Transfer::on_upload_seek(void* self, curl_off_t offset, int origin) noexcept {
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
  static_cast<Transfer*>(self)->upload_position_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

std::size_t Transfer::give_upload(std::uint8_t* buffer, std::size_t size) {
  const auto& range = *request_.upload;
  size = std::min<std::uint64_t>(size, range.size - std::min(range.size, upload_position_));
  if (size == 0) return 0;
  if (auto read = range.file->read_at(range.offset + upload_position_, buffer, size); !read) {
    end_with(std::move(read).error());
    return CURL_READFUNC_ABORT;
  }
  upload_position_ += size;
  return size;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->take_body(as_bytes({data, size * count})) ? size * count : 0;
}

bool Transfer::take_header(std::string_view line) {
  last_progress_ = std::chrono::steady_clock::now();
  if (is_head_complete_) return true;  // trailers behind a chunked body
  head_bytes_ += line.size();
  if (head_bytes_ > max_head_bytes) return end_too_large("header", max_head_bytes);
  line = trim(line);
  if (line.starts_with("HTTP/")) {  // HTTP/1.1 200 OK; again after an interim 1xx
    const auto status = line.substr(std::min(line.size(), line.find(' ') + 1)).substr(0, 3);
    response_ = {.status = static_cast<int>(parse_number(status).value_or(0))};
    return true;
  }
  if (line.empty()) {
    is_head_complete_ = response_.status >= 200;
    if (!is_for_sinks() || sinks_.head == nullptr) return true;
    auto taken = (*sinks_.head)(response_);
    return taken ? true : end_with(std::move(taken).error());
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    response_.headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  return true;
}

bool Transfer::is_for_sinks() const {
  return sinks_.body != nullptr && response_.status >= 200 && response_.status < 300;
}

bool Transfer::take_body(ByteView piece) {
  last_progress_ = std::chrono::steady_clock::now();
  body_bytes_ += piece.size();
  if (sinks_.body != nullptr && !is_for_sinks()) {
    const auto room = max_error_body - response_.body.size();
    response_.body.append(reinterpret_cast<const char*>(piece.data()), std::min(room, piece.size()));
    if (piece.size() <= room) return true;
    end_ = End::enough;
    return false;
  }
  if (body_bytes_ > request_.max_answer) return end_too_large("body", request_.max_answer);
  if (!is_for_sinks()) {
    response_.body.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    return true;
  }
  auto taken = (*sinks_.body)(piece);
  last_progress_ = std::chrono::steady_clock::now();  // a slow disk is not a stalled peer
  return taken ? true : end_with(std::move(taken).error());
}

bool Transfer::end_with(Error error) {
  end_ = End::failed;
  error_ = std::move(error);
  return false;
}

bool Transfer::end_too_large(std::string_view what, std::uint64_t limit) {
  return end_with({.code = ErrorCode::too_large,
                   .message = fmt::format("{} {}: the answer's {} is larger than {}", request_.method, shown_url(url_),
                                          what, format_bytes(limit))});
}

Error Transfer::end_error(CURLcode code, CURL* easy) const {
  if (end_ == End::stopped) return stopped_error(request_.method, url_);
  if (end_ == End::no_first_byte)
    return late_error(request_.method, url_,
                      fmt::format("no answer began within {}", format_duration(options_.first_byte_timeout)));
  if (end_ == End::stalled)
    return late_error(request_.method, url_,
                      fmt::format("the answer stalled: no byte for {}", format_duration(options_.stall_timeout)));
  return transfer_error(code, easy, detail_.data(), request_.method, url_, proxy_, options_, body_bytes_ > 0);
}

}  // namespace baryon::net
