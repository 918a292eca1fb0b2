#include "base/random.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <random>

#include "base/encoding.h"

namespace baryon {

std::vector<std::uint8_t> random_bytes(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  // Without randomness no key or identifier is safe: there is nothing better to do than to stop.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  return bytes;
}

std::string random_hex(std::size_t bytes) { return to_hex(random_bytes(bytes)); }

std::uint64_t random_below(std::uint64_t bound) {
  static thread_local std::mt19937_64 generator(std::random_device{}());
  return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(generator);
}

}  // namespace baryon
