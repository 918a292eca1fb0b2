#include "load.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

namespace baryon::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Connection {
 public:
  explicit Connection(const Target& target) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    ::inet_pton(AF_INET, target.host.c_str(), &address.sin_addr);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    is_open_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Connection() { ::close(descriptor_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The status of the answer, or nothing when the connection broke.
  std::string exchange(const std::string& request) {
    if (!is_open_ || ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return {};
    std::string answer;
    char buffer[4096];
    while (true) {
      const auto count = ::recv(descriptor_, buffer, sizeof(buffer), 0);
      if (count <= 0) return {};
      answer.append(buffer, static_cast<std::size_t>(count));
      const auto end = answer.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      auto at = answer.find("Content-Length: ");
      const auto length = at < end ? std::strtoul(answer.c_str() + at + 16, nullptr, 10) : 0;
      if (answer.size() >= end + 4 + length) return answer.substr(9, 3);
    }
  }

 private:
  int descriptor_;
  bool is_open_ = false;
};

}  // namespace

int run_load(const Target& target, const std::vector<std::vector<std::string>>& requests,
             std::chrono::seconds duration) {
  std::vector<std::vector<double>> times(requests.size());
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < requests.size(); ++i)
    threads.emplace_back([&, i] {
      Connection connection(target);
      for (const auto& request : requests[i]) {
        const auto sent = Clock::now();
        if (sent - begin > duration) return;
        const auto status = connection.exchange(request);
        if (status != target.expected) {
          ++wrong;
          if (status.empty()) return;
        }
        times[i].push_back(std::chrono::duration<double, std::milli>(Clock::now() - sent).count());
      }
    });
  for (auto& thread : threads) thread.join();
  const auto seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<double> all;
  for (const auto& list : times) all.insert(all.end(), list.begin(), list.end());
  if (all.empty()) {
    fmt::print(stderr, "no answers\n");
    return 1;
  }
  std::ranges::sort(all);
  fmt::print("requests={} seconds={:.2f} rate={:.0f} p50_ms={:.2f} p99_ms={:.2f} wrong={}\n", all.size(), seconds,
             static_cast<double>(all.size()) / seconds, all[all.size() / 2], all[all.size() * 99 / 100], wrong.load());
  return 0;
}

}  // namespace baryon::bench
