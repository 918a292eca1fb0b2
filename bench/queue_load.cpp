// The queue alone, on a database that is there: no forge, no archives.
//
//   queue_load enqueue URL COUNT REPOSITORIES   announces pushes of so many branches, spread over the repositories
//   queue_load step URL COUNT                   claims and ends so many syncs, one after another
//   queue_load drain URL OWNER THREADS          claims and ends syncs until none waits, as one node
//
// `step` prints one line: claim_us=A finish_us=B both_us=C, medians. `drain` prints: syncs=N seconds=S.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "pipeline/announce.h"
#include "pipeline/queue.h"

namespace {

using namespace baryon;
using std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

template <class Value>
Value must(Result<Value> result) {
  if (result) {
    if constexpr (std::is_void_v<Value>)
      return;
    else
      return *std::move(result);
  }
  fmt::print(stderr, "queue_load: {}\n", result.error().text());
  std::exit(1);
}

void enqueue(db::Database& database, int count, int repositories) {
  constexpr int at_once = 1000;
  const auto now = system_clock().now();
  for (int begin = 0; begin < count; begin += at_once)
    must(database.writer().write([&](db::Session& session) -> Result<void> {
      for (int i = begin; i < std::min(count, begin + at_once); ++i) {
        const auto id = 1'000'000 + i % repositories;
        BARYON_CHECK(
            pipeline::announce_delivered(session,
                                         {.forge = "bitbucket",
                                          .repository = {.id = id, .project = "BENCH", .slug = fmt::format("r{}", id)},
                                          .ref = fmt::format("refs/heads/b{}", i),
                                          .from = {},
                                          .commit = random_hex(20),
                                          .subject = "Change templates"},
                                         now));
      }
      return {};
    }));
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void step(pipeline::Queue& queue, int count) {
  std::vector<double> claims;
  std::vector<double> ends;
  std::vector<double> both;
  for (int i = 0; i < count; ++i) {
    const auto begin = steady_clock::now();
    const auto job = must(queue.claim());
    const auto claimed = steady_clock::now();
    if (!job) break;
    must(queue.finish(*job, {.state = pipeline::SyncState::succeeded, .reason = "nothing to do"}));
    const auto end = steady_clock::now();
    claims.push_back(Micros(claimed - begin).count());
    ends.push_back(Micros(end - claimed).count());
    both.push_back(Micros(end - begin).count());
  }
  if (both.empty()) std::exit(1);
  fmt::print("claim_us={:.1f} finish_us={:.1f} both_us={:.1f}\n", median(claims), median(ends), median(both));
}

void drain(pipeline::Queue& queue, int threads) {
  std::atomic<int> done = 0;
  const auto begin = steady_clock::now();
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < threads; ++t)
      workers.emplace_back([&] {
        while (const auto job = must(queue.claim())) {
          must(queue.finish(*job, {.state = pipeline::SyncState::succeeded, .reason = "nothing to do"}));
          ++done;
        }
      });
  }
  const std::chrono::duration<double> took = steady_clock::now() - begin;
  fmt::print("syncs={} seconds={:.3f}\n", done.load(), took.count());
}

int run(const std::vector<std::string>& arguments) {
  const auto& what = arguments[0];
  const auto database = must(db::Database::open(arguments[1]));
  if (what == "enqueue" && arguments.size() == 4) {
    enqueue(*database, std::atoi(arguments[2].c_str()), std::atoi(arguments[3].c_str()));
    return 0;
  }
  if (what == "step" && arguments.size() == 3) {
    pipeline::Queue queue(*database, system_clock(), "bench");
    step(queue, std::atoi(arguments[2].c_str()));
    return 0;
  }
  if (what == "drain" && arguments.size() == 4) {
    pipeline::Queue queue(*database, system_clock(), arguments[2]);
    drain(queue, std::atoi(arguments[3].c_str()));
    return 0;
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto code = arguments.size() < 3 ? 2 : run(arguments);
  if (code == 2)
    fmt::print(stderr, "usage: queue_load enqueue URL COUNT REPOSITORIES | step URL COUNT | drain URL OWNER THREADS\n");
  return code;
}
