#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <string>
#include <string_view>

namespace baryon::net {

/// A client that sends exactly the bytes it is told to and shows the answer as it came. Gives up reading after 30 s,
/// which only a defect takes.
class RawClient {
 public:
  /// `address`: `127.0.0.1:8080`
  explicit RawClient(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const auto colon = address.rfind(':');
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr);
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  }
  ~RawClient() {
    if (tls_ != nullptr) SSL_free(tls_);
    if (context_ != nullptr) SSL_CTX_free(context_);
    ::close(socket_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }

  /// `highest`: such as TLS1_1_VERSION; 0: whatever OpenSSL can.
  bool start_tls(int highest = 0) {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_max_proto_version(context_, highest);
    tls_ = SSL_new(context_);
    SSL_set_fd(tls_, socket_);
    return SSL_connect(tls_) == 1;
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                        : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      if (sent <= 0) return;  // the server went away
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Nothing more will be sent.
  void end() { ::shutdown(socket_, SHUT_WR); }

  /// Status line, header fields and body of the next answer; what came so far where the server closes.
  std::string read_answer(bool has_body = true) {
    while (true) {
      const auto end = buffer_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto size = end + 4 + (has_body ? content_length(std::string_view(buffer_).substr(0, end)) : 0);
        if (buffer_.size() >= size) return take(size);
      }
      if (!receive()) return take(buffer_.size());
    }
  }

  /// Everything until the server closes.
  std::string read_to_end() {
    while (receive()) continue;
    return take(buffer_.size());
  }

  /// Whether the server closed and sent nothing more.
  bool is_closed() { return read_to_end().empty() && !has_timed_out_; }

 private:
  std::string take(std::size_t size) {
    auto out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
  }

  bool receive() {
    std::array<char, 16 * 1024> piece{};
    const auto count = tls_ != nullptr ? SSL_read(tls_, piece.data(), static_cast<int>(piece.size()))
                                       : static_cast<int>(::recv(socket_, piece.data(), piece.size(), 0));
    has_timed_out_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
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
  SSL_CTX* context_ = nullptr;
  SSL* tls_ = nullptr;
  bool is_connected_ = false;
  bool has_timed_out_ = false;
  std::string buffer_;
};

}  // namespace baryon::net
