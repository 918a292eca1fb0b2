// Sends signed deliveries over keep-alive connections as fast as they are answered.
//
//   webhook_load HOST PORT PATH SECRET CONNECTIONS SECONDS EXPECTED_STATUS
//
// Every delivery is of another commit, 1.9 KB, and signed before the clock starts. Prints one line:
//   requests=N seconds=S rate=R p50_ms=A p99_ms=B wrong=W
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "delivery.h"
#include "load.h"

int main(int argc, char** argv) {
  if (argc != 8) {
    fmt::print(stderr, "usage: webhook_load HOST PORT PATH SECRET CONNECTIONS SECONDS EXPECTED_STATUS\n");
    return 2;
  }
  const std::string path = argv[3];
  const std::string secret = argv[4];
  const baryon::bench::Target target{
      .host = argv[1], .port = static_cast<std::uint16_t>(std::atoi(argv[2])), .expected = argv[7]};
  const auto connections = static_cast<std::size_t>(std::atoi(argv[5]));
  const std::chrono::seconds duration(std::atoi(argv[6]));
  // Enough for 40,000 a second; made before the clock starts.
  const auto each = static_cast<std::size_t>(duration.count()) * 40'000 / connections;
  std::vector<std::vector<std::string>> requests(connections);
  for (auto& list : requests)
    for (std::size_t i = 0; i < each; ++i) list.push_back(baryon::bench::delivery(target, path, secret));
  return baryon::bench::run_load(target, requests, duration);
}
