#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "unit/net/tls_identity.h"

namespace baryon::net {

/// One connection that a RawServer has accepted: its script reads and sends exactly the bytes it wants to.
class RawPeer {
 public:
  explicit RawPeer(int socket) : socket_(socket) {}
  ~RawPeer() {
    if (tls_ != nullptr) SSL_free(tls_);
  }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  /// Head and body (by Content-Length) of the next request; what came so far where the peer closes.
  std::string read_request() {
    while (true) {
      const auto end = buffer_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto size = end + 4 + content_length(std::string_view(buffer_).substr(0, end));
        if (buffer_.size() >= size) {
          auto request = buffer_.substr(0, size);
          buffer_.erase(0, size);
          return request;
        }
      }
      if (!receive()) return std::exchange(buffer_, {});
    }
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                        : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      if (sent <= 0) return;  // the client went away
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Says and sends nothing until the client goes away or the server is destroyed.
  void stall() {
    while (receive()) buffer_.clear();
  }

  /// The connection ends with RST in place of FIN.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }

  bool start_tls(const TlsIdentity& identity) {
    tls_ = SSL_new(identity.context());
    SSL_set_fd(tls_, socket_);
    return SSL_accept(tls_) == 1;
  }

 private:
  bool receive() {
    std::array<char, 16 * 1024> piece{};
    const auto count = tls_ != nullptr ? SSL_read(tls_, piece.data(), static_cast<int>(piece.size()))
                                       : static_cast<int>(::recv(socket_, piece.data(), piece.size(), 0));
    if (count <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
  }

  static std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    std::size_t length = 0;
    if (at != std::string_view::npos)
      std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    return length;
  }

  int socket_;
  SSL* tls_ = nullptr;
  std::string buffer_;
};

/// A server on a free loopback port that runs a script for each connection, each in its own thread. Destroying it shuts
/// all connections, so that no script hangs.
class RawServer {
 public:
  using Script = std::function<void(RawPeer&)>;

  explicit RawServer(Script script) : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), length), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://" + authority() + std::string(path);
  }

  [[nodiscard]] std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
  }

 private:
  void accept_all() {
    while (true) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      ++connections_;
      open_.insert(socket);
      threads_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    sigset_t pipe;  // OpenSSL writes without MSG_NOSIGNAL
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    {
      RawPeer peer(socket);
      script_(peer);
    }
    const std::lock_guard lock(mutex_);
    open_.erase(socket);
    ::close(socket);
  }

  Script script_;
  int listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::size_t connections_ = 0;
  std::set<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A script that answers every request of a connection with the same bytes, and keeps what was asked.
class Answering {
 public:
  explicit Answering(std::string answer) : state_(std::make_shared<State>()) { state_->answer = std::move(answer); }

  void operator()(RawPeer& peer) const {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      {
        const std::lock_guard lock(state_->mutex);
        state_->requests.push_back(request);
      }
      peer.send(state_->answer);
    }
  }

  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
  }

 private:
  struct State {
    std::mutex mutex;
    std::string answer;
    std::vector<std::string> requests;
  };
  std::shared_ptr<State> state_;
};

/// A whole answer with its Content-Length.
[[nodiscard]] inline std::string http_answer(std::string_view status, std::string_view body,
                                             std::string_view headers = {}) {
  std::string answer = "HTTP/1.1 ";
  answer += status;
  answer += "\r\n";
  answer += headers;
  answer += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  answer += body;
  return answer;
}

}  // namespace baryon::net
