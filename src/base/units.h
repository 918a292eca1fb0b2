#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon {

inline constexpr std::uint64_t kib = 1024;
inline constexpr std::uint64_t mib = 1024 * kib;
inline constexpr std::uint64_t gib = 1024 * mib;

/// `10MiB`, `512KiB`, `1GiB`, `4096`: a number of bytes.
[[nodiscard]] Result<std::uint64_t> parse_bytes(std::string_view text);

/// The shortest exact form that `parse_bytes` reads back.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

/// `300ms`, `30s`, `5m`, `2h`, `1d`.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest exact form that `parse_duration` reads back.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

/// A whole decimal number without sign, spaces or leading zeros.
[[nodiscard]] Result<std::uint64_t> parse_number(std::string_view text);

}  // namespace baryon
