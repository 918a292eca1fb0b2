#include "aws/signing_time.h"

#include <fmt/format.h>

#include <algorithm>

namespace baryon::aws {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct Parts {
  std::string_view year, month, day, hour, minute, second;
};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

std::optional<sys_seconds> to_time(const Parts& parts) {
  for (const auto part : {parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second})
    if (!std::ranges::all_of(part, is_digit)) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(number(parts.year))),
                                         std::chrono::month(number(parts.month)), std::chrono::day(number(parts.day)));
  const auto hour = number(parts.hour);
  const auto minute = number(parts.minute);
  const auto second = number(parts.second);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

std::string to_basic_time(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<sys_seconds> parse_basic_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return to_time({.year = text.substr(0, 4),
                  .month = text.substr(4, 2),
                  .day = text.substr(6, 2),
                  .hour = text.substr(9, 2),
                  .minute = text.substr(11, 2),
                  .second = text.substr(13, 2)});
}

std::optional<Timestamp> parse_iso_time(std::string_view text) {
  constexpr std::size_t whole = 19;  // without fraction and zone
  if (text.size() <= whole || !text.ends_with('Z') || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':')
    return std::nullopt;
  auto fraction = text.substr(whole, text.size() - whole - 1);
  if (!fraction.empty() && (fraction.size() == 1 || fraction.front() != '.')) return std::nullopt;
  if (!fraction.empty()) fraction.remove_prefix(1);
  if (!std::ranges::all_of(fraction, is_digit)) return std::nullopt;
  const auto time = to_time({.year = text.substr(0, 4),
                             .month = text.substr(5, 2),
                             .day = text.substr(8, 2),
                             .hour = text.substr(11, 2),
                             .minute = text.substr(14, 2),
                             .second = text.substr(17, 2)});
  if (!time) return std::nullopt;
  std::string millis(fraction.substr(0, 3));
  millis.resize(3, '0');
  return *time + std::chrono::milliseconds(number(millis));
}

std::optional<sys_seconds> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT")
    return std::nullopt;
  const auto found = months.find(text.substr(8, 3));
  if (found == std::string_view::npos || found % 3 != 0) return std::nullopt;
  const auto month = fmt::format("{:02}", found / 3 + 1);
  return to_time({.year = text.substr(12, 4),
                  .month = month,
                  .day = text.substr(5, 2),
                  .hour = text.substr(17, 2),
                  .minute = text.substr(20, 2),
                  .second = text.substr(23, 2)});
}

}  // namespace baryon::aws
