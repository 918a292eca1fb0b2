// Calls one operation of the Proton API over keep-alive connections as fast as it is answered.
//
//   proton_load HOST PORT ACCESS_KEY_ID SECRET CONNECTIONS SECONDS OPERATION BODY...
//
// Every request is signed before the clock starts; each connection goes through the bodies in an order of its own.
// Prints one line:
//   requests=N seconds=S rate=R p50_ms=A p99_ms=B wrong=W
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "aws/signer.h"
#include "load.h"

namespace {

struct Call {
  std::string id;
  std::string secret;
  std::string operation;
};

std::string request_for(const baryon::bench::Target& target, const Call& call, const std::string& body) {
  const auto authority = fmt::format("{}:{}", target.host, target.port);
  const auto made = baryon::aws::sign(
      {.method = "POST",
       .url = "http://" + authority + "/",
       .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                   {"X-Amz-Target", "AwsProton20200720." + call.operation}},
       .body = body},
      {.credentials = {.access_key_id = call.id, .secret = baryon::Secret(call.secret)},
       .region = "us-east-1",
       .service = "proton",
       .time = std::chrono::time_point_cast<baryon::Timestamp::duration>(std::chrono::system_clock::now())});
  if (!made) {
    fmt::print(stderr, "proton_load: {}\n", made.error().text());
    std::exit(1);
  }
  std::string request = "POST / HTTP/1.1\r\n";
  for (const auto& [name, value] : made->headers) request += fmt::format("{}: {}\r\n", name, value);
  return request + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 9) {
    fmt::print(stderr, "usage: proton_load HOST PORT ACCESS_KEY_ID SECRET CONNECTIONS SECONDS OPERATION BODY...\n");
    return 2;
  }
  const baryon::bench::Target target{
      .host = argv[1], .port = static_cast<std::uint16_t>(std::atoi(argv[2])), .expected = "200"};
  const Call call{.id = argv[3], .secret = argv[4], .operation = argv[7]};
  const auto connections = static_cast<std::size_t>(std::atoi(argv[5]));
  const std::chrono::seconds duration(std::atoi(argv[6]));
  const std::vector<std::string> bodies(argv + 8, argv + argc);

  std::vector<std::string> signed_once;
  signed_once.reserve(bodies.size());
  for (const auto& body : bodies) signed_once.push_back(request_for(target, call, body));
  // Enough for 40,000 a second.
  const auto each = static_cast<std::size_t>(duration.count()) * 40'000 / connections;
  std::mt19937 random(1);  // NOLINT(*-msc51-cpp): the same order in each run
  std::vector<std::vector<std::string>> requests(connections);
  for (auto& list : requests) {
    list.reserve(each);
    for (std::size_t i = 0; i < each; ++i) list.push_back(signed_once[random() % signed_once.size()]);
  }
  return baryon::bench::run_load(target, requests, duration);
}
