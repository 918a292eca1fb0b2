#include "net/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/log_pause.h"
#include "net/server/connection.h"
#include "net/server/listening.h"

namespace baryon::net {
namespace {

using namespace server;

constexpr std::chrono::milliseconds longest_sweep_pause(1000);

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(HttpServerOptions options, Handler handler)
      : state_{.options = std::move(options), .handler = std::move(handler)}, io_(1), acceptor_(io_) {}

  ~Implementation() { stop(std::chrono::milliseconds(0)); }

  Result<void> listen() {
    BARYON_CHECK(server::listen(acceptor_, state_.options.listen));
    address_ = shown(acceptor_.local_endpoint());
    BARYON_TRY(tls_, open_tls(state_.options));
    return {};
  }

  [[nodiscard]] const std::string& address() const { return address_; }

  void start() {
    asio::co_spawn(io_, accept_all(), asio::detached);
    asio::co_spawn(io_, close_idle(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop(std::chrono::milliseconds grace) {
    if (!thread_.joinable()) return;
    asio::post(io_, [this, grace] {
      state_.stopping = true;
      error_code ignored;
      acceptor_.close(ignored);
      state_.waiting.cancel_idle();
      asio::co_spawn(io_, end_within(grace), asio::detached);
    });
    thread_.join();
  }

 private:
  Task<void> accept_all() {
    while (!state_.stopping) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted || state_.stopping) co_return;
      if (error) {  // most likely out of file descriptors
        if (const auto unlogged = not_taken_.next())
          log::warning("cannot take a connection", {{"reason", error.message()}, {"not_logged_before", *unlogged}});
        if (state_.waiting.close_oldest()) continue;
        asio::steady_timer timer(io_, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (state_.connections >= state_.options.max_connections && !state_.waiting.close_oldest()) {
        refuse(socket);
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      const auto peer = socket.remote_endpoint(error);
      if (error) continue;
      auto remote = peer.address().to_string();
      if (tls_)
        asio::co_spawn(io_, serve_tls(state_, TlsStream(std::move(socket), *tls_), std::move(remote)), asio::detached);
      else
        asio::co_spawn(io_, serve_plain(state_, PlainStream(std::move(socket)), std::move(remote)), asio::detached);
    }
  }

  // Says why, if that can be done without waiting.
  void refuse(tcp::socket& socket) {
    if (const auto unlogged = not_taken_.next())
      log::warning("cannot take a connection", {{"reason", "all connections wait for their answers"},
                                                {"connections", state_.connections},
                                                {"not_logged_before", *unlogged}});
    if (!tls_) refuse_at_once(socket);
  }

  // An idle connection over plain TCP has no timer of its own: all have the same time, so the oldest is due first.
  Task<void> close_idle() {
    asio::steady_timer timer(io_);
    while (!state_.stopping) {
      error_code error;
      const auto idle_timeout = state_.options.idle_timeout;
      timer.expires_after(std::clamp(idle_timeout / 10, std::chrono::milliseconds(1), longest_sweep_pause));
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      state_.waiting.close_idle_since(std::chrono::steady_clock::now() - idle_timeout);
    }
  }

  Task<void> end_within(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    asio::steady_timer timer(io_);
    while (state_.connections > 0 && std::chrono::steady_clock::now() < deadline) {
      error_code ignored;
      timer.expires_after(std::chrono::milliseconds(10));
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    io_.stop();
  }

  State state_;
  std::string address_;
  std::optional<asio::ssl::context> tls_;
  LogPause not_taken_;
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
