#include "net/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/decode_view.hpp>
#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <thread>
#include <unordered_set>

#include "base/log.h"

namespace baryon::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using beast::error_code;

using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
template <class T>
using Task = asio::awaitable<T>;

// After a refusal the sender may still be sending; closing at once would make it see a reset instead of the answer.
constexpr std::size_t linger_bytes = 64 * mib;
constexpr std::chrono::seconds linger_time(5);

Response refusal(int status, std::string_view word, std::string_view reason) {
  auto response =
      Response::json(status, fmt::format(R"({{"status":"{}","delivery":null,"reason":"{}"}})", word, reason));
  response.headers.add("Connection", "close");
  return response;
}

beast::tcp_stream& lowest(PlainStream& stream) { return stream; }
beast::tcp_stream& lowest(TlsStream& stream) { return stream.next_layer(); }

std::string shown(const tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  return fmt::format("{}:{}", endpoint.address().is_v6() ? "[" + host + "]" : host, endpoint.port());
}

std::string percent_decoded(std::string_view text) {
  const auto encoded = boost::urls::make_pct_string_view(text);
  if (!encoded) return std::string(text);
  const auto decoded = **encoded;
  return {decoded.begin(), decoded.end()};
}

Request to_request(http::request<http::string_body>& message, const std::string& remote) {
  Request request;
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  const auto question = target.find('?');
  request.path = percent_decoded(target.substr(0, question));
  if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
  for (const auto& field : message) request.headers.add(std::string(field.name_string()), std::string(field.value()));
  request.body = std::move(message.body());
  request.remote = remote;
  return request;
}

http::response<http::string_body> to_message(Response response, bool keep_alive, bool is_head) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.set(http::field::server, "baryon");
  if (message.find(http::field::connection) == message.end()) message.keep_alive(keep_alive);
  const auto size = response.body.size();
  if (!is_head) message.body() = std::move(response.body);
  message.content_length(size);
  return message;
}

// Waits in the coroutine for a handler that answers by callback, from whatever thread.
Task<Response> ask(const Handler& handler, Request request) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Response)>(
      [&handler](auto completion, Request asked) {
        using Completion = decltype(completion);
        auto shared = std::make_shared<Completion>(std::move(completion));
        handler(std::move(asked), [shared](Response response) {
          const auto executor = asio::get_associated_executor(*shared);
          asio::post(executor, [shared, answer = std::move(response)]() mutable { (*shared)(std::move(answer)); });
        });
      },
      asio::use_awaitable, std::move(request));
}

bool is_silent_end(const error_code& error) {
  return error == http::error::end_of_stream || error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::ssl::error::stream_truncated || error == asio::error::operation_aborted ||
         error == beast::error::timeout;
}

std::optional<Response> refusal_for(const error_code& error) {
  if (error == http::error::body_limit)
    return refusal(413, "too_large", "the body is larger than server.max_body allows");
  if (error == http::error::header_limit) return refusal(431, "too_large", "the header fields are too large");
  if (is_silent_end(error) || error == http::error::partial_message) return std::nullopt;
  return refusal(400, "invalid", "this is not an HTTP/1.1 request");
}

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(HttpServerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)), io_(1), acceptor_(io_) {}

  ~Implementation() { stop(std::chrono::milliseconds(0)); }

  Result<void> listen() {
    const auto colon = options_.listen.rfind(':');
    auto host = options_.listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    const auto port = colon == std::string::npos ? fail(ErrorCode::invalid, "no port")
                                                 : parse_number(std::string_view(options_.listen).substr(colon + 1));
    if (error || !port || *port > 65'535)
      return fail(ErrorCode::configuration, fmt::format("cannot listen on '{}'", options_.listen),
                  "write server.listen as ADDRESS:PORT, such as 127.0.0.1:8080");
    const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(*port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return fail(ErrorCode::configuration, fmt::format("cannot listen on {}: {}", options_.listen, error.message()),
                  error == asio::error::address_in_use
                      ? "another program uses this port: stop it, or set server.listen to another one"
                      : "check server.listen");
    address_ = shown(acceptor_.local_endpoint());
    return prepare_tls();
  }

  [[nodiscard]] const std::string& address() const { return address_; }

  void start() {
    asio::co_spawn(io_, accept_all(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop(std::chrono::milliseconds grace) {
    if (!thread_.joinable()) return;
    asio::post(io_, [this, grace] {
      stopping_ = true;
      error_code ignored;
      acceptor_.close(ignored);
      for (auto* stream : idle_) stream->cancel();
      asio::co_spawn(io_, end_within(grace), asio::detached);
    });
    thread_.join();
  }

 private:
  Result<void> prepare_tls() {
    if (options_.certificate.empty()) return {};
    tls_.emplace(asio::ssl::context::tls_server);
    error_code error;
    tls_->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
    if (!error) tls_->use_certificate_chain_file(options_.certificate.string(), error);
    if (error)
      return fail(ErrorCode::configuration,
                  fmt::format("cannot use the certificate '{}': {}", options_.certificate.string(), error.message()),
                  "server.tls.certificate has to be a PEM chain");
    tls_->use_private_key_file(options_.key.string(), asio::ssl::context::pem, error);
    if (error)
      return fail(ErrorCode::configuration,
                  fmt::format("cannot use the key '{}': {}", options_.key.string(), error.message()),
                  "server.tls.key has to be the PEM private key of the certificate");
    return {};
  }

  Task<void> accept_all() {
    while (!stopping_) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted || stopping_) co_return;
      if (error) {  // most likely out of file descriptors: let some connections end
        log::warning("cannot take a connection", {{"reason", error.message()}});
        asio::steady_timer timer(io_, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (connections_ >= options_.max_connections) continue;
      socket.set_option(tcp::no_delay(true), error);
      const auto peer = socket.remote_endpoint(error);
      if (error) continue;
      if (tls_)
        asio::co_spawn(io_, serve_tls(TlsStream(std::move(socket), *tls_), peer.address().to_string()), asio::detached);
      else
        asio::co_spawn(io_, serve_plain(PlainStream(std::move(socket)), peer.address().to_string()), asio::detached);
    }
  }

  // However a connection ends, it no longer counts.
  class Counted {
   public:
    explicit Counted(std::size_t& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(Counted&&) = delete;
    Counted& operator=(Counted&&) = delete;
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

   private:
    std::size_t& count_;
  };

  Task<void> serve_plain(PlainStream stream, std::string remote) {
    const Counted counted(connections_);
    co_await serve(stream, remote);
  }

  Task<void> serve_tls(TlsStream stream, std::string remote) {
    const Counted counted(connections_);
    error_code error;
    lowest(stream).expires_after(options_.header_timeout);
    co_await stream.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      co_await serve(stream, remote);
      lowest(stream).expires_after(linger_time);
      co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
    }
  }

  template <class Stream>
  Task<void> serve(Stream& stream, const std::string& remote) {
    beast::flat_buffer buffer;
    bool keep_alive = true;
    while (keep_alive && !stopping_) {
      http::request_parser<http::string_body> parser;
      parser.header_limit(static_cast<std::uint32_t>(options_.max_header));
      parser.body_limit(options_.max_body);
      error_code error;
      co_await read_header(stream, buffer, parser, error);
      if (!error) co_await read_body(stream, buffer, parser, error);
      if (error) {
        if (auto response = refusal_for(error)) {
          co_await write(stream, *std::move(response), false, false, error);
          co_await linger(stream);
        }
        break;
      }
      keep_alive = parser.get().keep_alive();
      const bool is_head = parser.get().method() == http::verb::head;
      auto response = co_await ask(handler_, to_request(parser.get(), remote));
      keep_alive = keep_alive && !stopping_;
      co_await write(stream, std::move(response), keep_alive, is_head, error);
      if (error) break;
    }
    error_code ignored;
    lowest(stream).socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  template <class Stream>
  Task<void> read_header(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser,
                         error_code& error) {
    if (buffer.size() == 0) {  // between requests: wait for the first byte as long as idling is allowed
      auto& transport = lowest(stream);
      transport.expires_after(options_.idle_timeout);
      idle_.insert(&transport);
      const auto count =
          co_await stream.async_read_some(buffer.prepare(4096), asio::redirect_error(asio::use_awaitable, error));
      idle_.erase(&transport);
      buffer.commit(count);
      if (error) co_return;
    }
    lowest(stream).expires_after(options_.header_timeout);
    co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  }

  template <class Stream>
  Task<void> read_body(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser,
                       error_code& error) {
    if (parser.is_done()) co_return;
    const auto length = parser.content_length();
    if (length && *length > options_.max_body) {
      error = http::error::body_limit;
      co_return;
    }
    lowest(stream).expires_after(options_.body_timeout);
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      co_await http::async_write(stream, go_on, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
    }
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  }

  template <class Stream>
  Task<void> write(Stream& stream, Response response, bool keep_alive, bool is_head, error_code& error) {
    auto message = to_message(std::move(response), keep_alive, is_head);
    lowest(stream).expires_after(options_.write_timeout);
    if (is_head) {
      http::response_serializer<http::string_body> serializer(message);
      co_await http::async_write_header(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
    } else {
      co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
    }
  }

  template <class Stream>
  Task<void> linger(Stream& stream) {
    error_code error;
    if constexpr (std::is_same_v<Stream, PlainStream>) stream.socket().shutdown(tcp::socket::shutdown_send, error);
    lowest(stream).expires_after(linger_time);
    std::array<char, 16 * kib> discarded{};
    for (std::size_t total = 0; total < linger_bytes && !error;)
      total +=
          co_await stream.async_read_some(asio::buffer(discarded), asio::redirect_error(asio::use_awaitable, error));
  }

  Task<void> end_within(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    asio::steady_timer timer(io_);
    while (connections_ > 0 && std::chrono::steady_clock::now() < deadline) {
      error_code ignored;
      timer.expires_after(std::chrono::milliseconds(10));
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    io_.stop();
  }

  HttpServerOptions options_;
  Handler handler_;
  std::string address_;
  std::optional<asio::ssl::context> tls_;
  // Only the event loop's thread touches these three.
  std::size_t connections_ = 0;
  std::unordered_set<beast::tcp_stream*> idle_;
  bool stopping_ = false;
  // The last to be made and the first to go: it owns the connections, which use all of the above.
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}

HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::open(HttpServerOptions options, Handler handler) {
  auto implementation = std::make_unique<Implementation>(std::move(options), std::move(handler));
  BARYON_CHECK(implementation->listen());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(implementation)));
}

std::string HttpServer::address() const { return implementation_->address(); }

void HttpServer::start() { implementation_->start(); }

void HttpServer::stop(std::chrono::milliseconds grace) { implementation_->stop(grace); }

}  // namespace baryon::net
