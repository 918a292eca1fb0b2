// Puts objects into a bucket and gets them, with the store that Baryon uses; access keys as it finds them.
//
//   s3_load URL put FILE KEY
//   s3_load URL get KEY FILE
//   s3_load URL small COUNT UPLOADS_IN_FLIGHT
//
// `small` prints one line: objects=N seconds=S rate=R
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "aws/default_credentials.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/pauses.h"
#include "base/units.h"
#include "store/s3_store.h"

namespace {

using baryon::store::S3Store;

constexpr std::size_t small_object_bytes = 4096;

[[noreturn]] void stop(std::string_view why) {
  fmt::print(stderr, "s3_load: {}\n", why);
  std::exit(1);
}

template <class Value>
Value needed(baryon::Result<Value> result) {
  if (!result) stop(result.error().text());
  if constexpr (!std::is_void_v<Value>) return *std::move(result);
}

void put(S3Store& store, const std::string& path, const std::string& key) {
  auto file = needed(baryon::File::open(path));
  needed(store.put(key, file, {}));
}

void get(S3Store& store, const std::string& key, const std::string& path) {
  auto file = needed(baryon::File::create(path));
  needed(store.get(key, [&](baryon::ByteView piece) { return file.write(piece); }));
}

void put_small(S3Store& store, std::uint64_t count, std::uint64_t uploads) {
  std::atomic<std::uint64_t> next = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> workers;
    for (std::uint64_t i = 0; i < uploads; ++i)
      workers.emplace_back([&] {
        auto file = needed(baryon::File::create_unnamed("."));
        needed(file.write(baryon::as_bytes(std::string(small_object_bytes, 'x'))));
        for (auto number = next++; number < count; number = next++) {
          needed(file.rewind());
          needed(store.put(fmt::format("small/{}", number), file, {{"branch", "main"}}));
        }
      });
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print("objects={} seconds={:.2f} rate={:.0f}\n", count, took.count(), static_cast<double>(count) / took.count());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 4) stop("usage: s3_load URL put FILE KEY | get KEY FILE | small COUNT UPLOADS_IN_FLIGHT");
  const auto location = needed(baryon::store::s3::parse_location(arguments[0]));
  const auto key =
      baryon::aws::default_credentials(baryon::process_environment(), location.region, baryon::system_clock());
  baryon::StoppablePauses pauses;
  S3Store store({.client = {.location = location}}, *key, pauses, baryon::system_clock());
  if (arguments[1] == "put") {
    put(store, arguments[2], arguments[3]);
  } else if (arguments[1] == "get") {
    get(store, arguments[2], arguments[3]);
  } else if (arguments[1] == "small") {
    put_small(store, needed(baryon::parse_number(arguments[2])), needed(baryon::parse_number(arguments[3])));
  } else {
    stop(fmt::format("there is no '{}'", arguments[1]));
  }
  return 0;
}
