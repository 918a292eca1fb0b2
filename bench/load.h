#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace baryon::bench {

struct Target {
  std::string host;  ///< IPv4 address
  std::uint16_t port = 0;
  std::string expected;  ///< status, three digits
};

/// Sends ready-made requests over keep-alive connections, one connection for each list, each request as soon as the one
/// before is answered, until `duration` is over or a list is used up. Prints one line:
///   requests=N seconds=S rate=R p50_ms=A p99_ms=B wrong=W
/// Returns the program's exit code.
int run_load(const Target& target, const std::vector<std::vector<std::string>>& requests,
             std::chrono::seconds duration);

}  // namespace baryon::bench
