#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace baryon {

/// Bytes from the operating system's cryptographic generator. Thread-safe.
[[nodiscard]] std::vector<std::uint8_t> random_bytes(std::size_t count);

/// Lower-case hexadecimal of that many random bytes.
[[nodiscard]] std::string random_hex(std::size_t bytes);

/// A number in [0, bound), bound > 0; for jitter, not for keys. Thread-safe.
[[nodiscard]] std::uint64_t random_below(std::uint64_t bound);

}  // namespace baryon
