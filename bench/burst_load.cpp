// Sends signed deliveries at a given rate whether or not those before are answered, as many senders at once do: over as
// many connections as it takes. One thread.
//
//   burst_load HOST PORT PATH SECRET SECONDS RATE
//
// Times count from when a delivery was due. Prints one line:
//   due=N accepted=A refused=R failed=F p50_ms=.. p99_ms=.. max_ms=.. connections=C
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/descriptor_limit.h"
#include "delivery.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_connections = 15'000;
constexpr std::chrono::seconds patience(30);

struct Connection {
  int descriptor = -1;
  std::size_t request = 0;
  std::string answer = {};
};

struct Tally {
  std::vector<double> accepted_ms;
  std::size_t refused = 0;
  std::size_t failed = 0;

  [[nodiscard]] std::size_t answered() const { return accepted_ms.size() + refused + failed; }
};

class Burst {
 public:
  Burst(const baryon::bench::Target& target, std::vector<std::string> requests, double rate)
      : requests_(std::move(requests)), rate_(rate), epoll_(::epoll_create1(0)) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(target.port);
    ::inet_pton(AF_INET, target.host.c_str(), &address_.sin_addr);
    connections_.reserve(most_connections);
  }

  Tally run() {
    begin_ = Clock::now();
    const auto last = due(requests_.size()) + patience;
    for (std::size_t next = 0; tally_.answered() < requests_.size() && Clock::now() < last;) {
      while (next < requests_.size() && due(next) <= Clock::now() && send(next)) ++next;
      receive();
    }
    tally_.failed += requests_.size() - tally_.answered();
    return std::move(tally_);
  }

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

 private:
  [[nodiscard]] Clock::time_point due(std::size_t request) const {
    return begin_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(request) / rate_));
  }

  // False where no connection is left.
  bool send(std::size_t request) {
    if (idle_.empty() && !connect()) return false;
    const auto which = idle_.back();
    idle_.pop_back();
    auto& connection = connections_[which];
    connection.request = request;
    connection.answer.clear();
    const auto& bytes = requests_[request];  // fits into the socket's buffer
    if (::send(connection.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      lose(which);
    return true;
  }

  bool connect() {
    if (connections_.size() >= most_connections) return false;
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) != 0) return false;
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = connections_.size()}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    idle_.push_back(connections_.size());
    connections_.push_back({.descriptor = descriptor});
    return true;
  }

  void receive() {
    std::array<epoll_event, 256> events{};
    const auto count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 1);
    for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u64);
  }

  void read(std::size_t which) {
    auto& connection = connections_[which];
    std::array<char, 4096> piece{};
    const auto count = ::recv(connection.descriptor, piece.data(), piece.size(), 0);
    if (count <= 0) return lose(which);
    connection.answer.append(piece.data(), static_cast<std::size_t>(count));
    const auto end = connection.answer.find("\r\n\r\n");
    if (end == std::string::npos) return;
    const auto at = connection.answer.find("Content-Length: ");
    const auto length = at < end ? std::strtoul(connection.answer.c_str() + at + 16, nullptr, 10) : 0;
    if (connection.answer.size() < end + 4 + length) return;
    const auto status = connection.answer.substr(9, 3);
    if (status == "202")
      tally_.accepted_ms.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - due(connection.request)).count());
    else
      ++(status == "503" ? tally_.refused : tally_.failed);
    idle_.push_back(which);
  }

  void lose(std::size_t which) {
    ++tally_.failed;
    ::close(connections_[which].descriptor);
  }

  std::vector<std::string> requests_;
  double rate_;
  int epoll_;
  sockaddr_in address_{};
  Clock::time_point begin_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> idle_;
  Tally tally_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    fmt::print(stderr, "usage: burst_load HOST PORT PATH SECRET SECONDS RATE\n");
    return 2;
  }
  baryon::raise_descriptor_limit(most_connections + 100);
  const baryon::bench::Target target{
      .host = argv[1], .port = static_cast<std::uint16_t>(std::atoi(argv[2])), .expected = "202"};
  const auto rate = std::atof(argv[6]);
  const auto count = static_cast<std::size_t>(std::atof(argv[5]) * rate);
  std::vector<std::string> requests;
  requests.reserve(count);
  for (std::size_t i = 0; i < count; ++i) requests.push_back(baryon::bench::delivery(target, argv[3], argv[4]));
  Burst burst(target, std::move(requests), rate);
  auto [accepted, refused, failed] = burst.run();
  std::ranges::sort(accepted);
  const auto at = [&](double share) {
    return accepted.empty() ? 0 : accepted[static_cast<std::size_t>(share * static_cast<double>(accepted.size() - 1))];
  };
  fmt::print("due={} accepted={} refused={} failed={} p50_ms={:.1f} p99_ms={:.1f} max_ms={:.1f} connections={}\n",
             count, accepted.size(), refused, failed, at(0.5), at(0.99), at(1), burst.connections());
  return 0;
}
