// Sends signed deliveries over keep-alive connections as fast as they are answered.
//
//   webhook_load HOST PORT PATH SECRET CONNECTIONS SECONDS EXPECTED_STATUS
//
// Every delivery is of another commit, 1.9 KB, and signed before the clock starts. Prints one line:
//   requests=N seconds=S rate=R p50_ms=A p99_ms=B wrong=W
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "base/random.h"
#include "base/sha256.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Target {
  std::string host;
  std::uint16_t port = 0;
  std::string path;
  std::string secret;
  std::string expected;
};

constexpr std::size_t body_size = 1900;

std::string body_for(const std::string& commit) {
  auto body = fmt::format(
      R"({{"eventKey":"repo:refs_changed","date":"2026-11-22T10:00:00+0000","actor":{{"name":"admin","id":2,"type":"NORMAL"}},)"
      R"("repository":{{"slug":"infra","id":84,"name":"infra","project":{{"key":"PLAT","id":5,"name":"Platform","type":"NORMAL"}}}},)"
      R"("changes":[{{"ref":{{"id":"refs/heads/b{0}","displayId":"b{0}","type":"BRANCH"}},"refId":"refs/heads/b{0}",)"
      R"("fromHash":"0000000000000000000000000000000000000000","toHash":"{1}","type":"ADD"}}],)"
      R"("toCommit":{{"id":"{1}","displayId":"{2}","message":"Change something"}},"padding":")",
      commit.substr(0, 2), commit, commit.substr(0, 11));
  body.resize(std::max(body_size - 2, body.size()), 'x');
  return body + "\"}";
}

std::string request_for(const Target& target) {
  const auto body = body_for(baryon::random_hex(20));
  const auto signature = baryon::to_hex(baryon::hmac_sha256(target.secret, body));
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json; charset=utf-8\r\nX-Event-Key: "
      "repo:refs_changed\r\nX-Request-Id: {}\r\nX-Hub-Signature: sha256={}\r\nContent-Length: {}\r\n\r\n{}",
      target.path, target.host, target.port, baryon::random_hex(16), signature, body.size(), body);
}

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

int main(int argc, char** argv) {
  if (argc != 8) {
    fmt::print(stderr, "usage: webhook_load HOST PORT PATH SECRET CONNECTIONS SECONDS EXPECTED_STATUS\n");
    return 2;
  }
  const Target target{.host = argv[1],
                      .port = static_cast<std::uint16_t>(std::atoi(argv[2])),
                      .path = argv[3],
                      .secret = argv[4],
                      .expected = argv[7]};
  const auto connections = static_cast<std::size_t>(std::atoi(argv[5]));
  const std::chrono::seconds duration(std::atoi(argv[6]));
  // Enough for 40,000 a second; made before the clock starts.
  const auto each = static_cast<std::size_t>(duration.count()) * 40'000 / connections;
  std::vector<std::vector<std::string>> requests(connections);
  for (auto& list : requests)
    for (std::size_t i = 0; i < each; ++i) list.push_back(request_for(target));

  std::vector<std::vector<double>> times(connections);
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < connections; ++i)
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
