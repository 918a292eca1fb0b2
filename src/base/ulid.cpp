#include "base/ulid.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>

#include "base/random.h"

namespace baryon {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t length = 26;

// 80 random bits as two halves of 40; the lower counts up within a millisecond.
struct Source {
  std::mutex mutex;
  std::int64_t last_millis = 0;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

std::uint64_t random_40_bits() {
  std::uint64_t value = 0;
  for (const auto byte : random_bytes(5)) value = value << 8U | byte;
  return value;
}

}  // namespace

std::string new_ulid(Timestamp now) {
  static Source source;
  const std::lock_guard lock(source.mutex);
  const auto millis = std::max(to_millis(now), source.last_millis);
  if (millis == source.last_millis) {
    ++source.low;
  } else {
    source.last_millis = millis;
    source.high = random_40_bits();
    source.low = random_40_bits() >> 1U;  // room to count
  }
  std::string text(length, '0');
  auto time = static_cast<std::uint64_t>(millis);
  for (std::size_t i = 10; i-- > 0; time >>= 5U) text[i] = alphabet[time & 31U];
  auto high = source.high;
  for (std::size_t i = 18; i-- > 10; high >>= 5U) text[i] = alphabet[high & 31U];
  auto low = source.low;
  for (std::size_t i = length; i-- > 18; low >>= 5U) text[i] = alphabet[low & 31U];
  return text;
}

bool is_ulid(std::string_view text) {
  return text.size() == length && std::ranges::all_of(text, [](char c) { return alphabet.contains(c); });
}

}  // namespace baryon
