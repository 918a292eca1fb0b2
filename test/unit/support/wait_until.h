#pragma once

#include <chrono>
#include <thread>

namespace baryon::test {

/// Looks again and again until the condition holds; false when it does not within the time, which only a defect takes.
template <class Condition>
[[nodiscard]] bool wait_until(Condition condition, std::chrono::seconds patience = std::chrono::seconds(30)) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace baryon::test
