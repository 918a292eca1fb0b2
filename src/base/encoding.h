#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baryon {

using ByteView = std::span<const std::uint8_t>;

/// The bytes of a string, without copying.
[[nodiscard]] ByteView as_bytes(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// Nothing on an odd length or a character that is not hexadecimal; upper and lower case are taken.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// Standard base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string to_base64(ByteView bytes);

/// Nothing on anything but what `to_base64` writes: other characters, missing padding, stray bits at the end.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

/// RFC 3986: everything but unreserved characters becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// A path component encoded, with `/` kept.
[[nodiscard]] std::string percent_encode_path(std::string_view text);

}  // namespace baryon
