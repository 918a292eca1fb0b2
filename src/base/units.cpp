#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace baryon {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

constexpr std::array byte_units{Unit{"GiB", gib}, Unit{"MiB", mib}, Unit{"KiB", kib}, Unit{"B", 1}, Unit{"", 1}};
constexpr std::array time_units{Unit{"ms", 1}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                Unit{"s", 1000}};

Result<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units, std::string_view what,
                                      std::string_view examples) {
  for (const auto& unit : units) {
    if (!text.ends_with(unit.suffix)) continue;
    const auto number = parse_number(text.substr(0, text.size() - unit.suffix.size()));
    if (!number || *number > std::numeric_limits<std::int64_t>::max() / unit.factor) break;
    return *number * unit.factor;
  }
  return fail(ErrorCode::invalid, fmt::format("'{}' is not {}", text, what), fmt::format("write it like {}", examples));
}

}  // namespace

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() ||
      (text.size() > 1 && text.front() == '0'))
    return fail(ErrorCode::invalid, fmt::format("'{}' is not a whole number", text));
  return value;
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  return parse_with_unit(text, byte_units, "a size", "10MiB, 512KiB or 4096");
}

std::string format_bytes(std::uint64_t bytes) {
  for (const auto& unit : byte_units)
    if (bytes >= unit.factor && bytes % unit.factor == 0 && unit.factor > 1)
      return fmt::format("{}{}", bytes / unit.factor, unit.suffix);
  return fmt::format("{}", bytes);
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  BARYON_TRY(const auto millis, parse_with_unit(text, time_units, "a duration", "300ms, 30s, 5m, 2h or 1d"));
  return std::chrono::milliseconds(millis);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const auto millis = static_cast<std::uint64_t>(duration.count());
  for (const auto& unit : time_units)
    if (unit.factor > 1 && millis >= unit.factor && millis % unit.factor == 0)
      return fmt::format("{}{}", millis / unit.factor, unit.suffix);
  return fmt::format("{}ms", millis);
}

}  // namespace baryon
