#include "net/plain_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <utility>

namespace baryon::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr unsigned http_1_1 = 11;
constexpr std::uint32_t max_header = 64 * 1024;

ErrorCode kind_of(const error_code& code) {
  if (code == http::error::body_limit) return ErrorCode::too_large;
  const bool is_cut = code == http::error::end_of_stream || code == http::error::partial_message;
  const bool is_of_http = code.category() == make_error_code(http::error::end_of_stream).category();
  return is_of_http && !is_cut ? ErrorCode::corrupt : ErrorCode::unavailable;
}

}  // namespace

class PlainClient::Connection {
 public:
  error_code open(const std::string& host, const std::string& port) {
    error_code code;
    asio::ip::tcp::resolver resolver(context_);
    const auto found = resolver.resolve(host, port, code);
    if (code) return code;
    asio::connect(socket_, found, code);
    if (code) return code;
    return socket_.set_option(asio::ip::tcp::no_delay(true), code);
  }

  error_code write(const std::string& address, const Call& call) {
    http::request<http::span_body<const char>> request;
    request.version(http_1_1);
    request.method_string(call.method);
    request.target(call.target);
    request.set(http::field::host, address);
    for (const auto& [name, value] : call.headers) request.insert(name, value);
    request.body() = boost::beast::span<const char>(call.body.data(), call.body.size());
    if (call.method != "GET") request.content_length(call.body.size());
    error_code code;
    http::write(socket_, request, code);
    return code;
  }

  // Whether anything of the answer came tells whether the other side has seen the request.
  error_code read(const Call& call, Response& response, bool& has_begun) {
    http::response_parser<http::string_body> parser;
    parser.header_limit(max_header);
    parser.body_limit(call.max_answer);
    error_code code;
    http::read_header(socket_, buffer_, parser, code);
    has_begun = parser.got_some();
    if (!code) http::read(socket_, buffer_, parser, code);
    if (code) return code;
    auto& message = parser.get();
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) response.headers.add(field.name_string(), field.value());
    response.body = std::move(message.body());
    is_open_ = message.keep_alive();
    return code;
  }

  [[nodiscard]] bool is_open() const { return is_open_; }

 private:
  asio::io_context context_{1};
  asio::ip::tcp::socket socket_{context_};
  boost::beast::flat_buffer buffer_;
  bool is_open_ = true;
};

PlainClient::PlainClient(std::string address) : address_(std::move(address)) {}

PlainClient::~PlainClient() = default;

Result<void> PlainClient::connect() {
  const auto colon = address_.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address_.size())
    return fail(ErrorCode::invalid, fmt::format("'{}' is not host:port", address_));
  auto host = address_.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  auto connection = std::make_unique<Connection>();
  if (const auto code = connection->open(host, address_.substr(colon + 1)))
    return fail(ErrorCode::unavailable, fmt::format("cannot connect to {}: {}", address_, code.message()));
  connection_ = std::move(connection);
  return {};
}

Result<Response> PlainClient::send(const Call& call) {
  while (true) {
    const bool is_kept = connection_ != nullptr;
    if (!is_kept) BARYON_CHECK(connect());
    Response response;
    bool has_begun = false;
    auto code = connection_->write(address_, call);
    if (!code) code = connection_->read(call, response, has_begun);
    if (code || !connection_->is_open()) connection_.reset();
    if (!code) return response;
    // A kept connection may have been closed before it saw this request.
    if (is_kept && !has_begun) continue;
    return fail(kind_of(code), fmt::format("no answer of {} to {}: {}", address_, call.target, code.message()));
  }
}

}  // namespace baryon::net
