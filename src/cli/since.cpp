#include "cli/since.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/units.h"

namespace baryon::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

// Reads fixed fields from the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  /// Exactly so many digits.
  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

  bool skip(std::string_view any_of) {
    if (rest_.empty() || !any_of.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<Timestamp> read_date(Fields& fields) {
  const auto year = fields.number(4);
  if (!year || !fields.skip("-")) return std::nullopt;
  const auto month = fields.number(2);
  if (!month || !fields.skip("-")) return std::nullopt;
  const auto day = fields.number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date));
}

// `Z`, `+01:00`: how far local time is ahead.
std::optional<minutes> read_offset(Fields& fields) {
  if (fields.skip("Zz")) return minutes(0);
  const bool is_behind = fields.next() == '-';
  if (!fields.skip("+-")) return std::nullopt;
  const auto hours = fields.number(2);
  if (!hours || *hours > 23 || !fields.skip(":")) return std::nullopt;
  const auto rest = fields.number(2);
  if (!rest || *rest > 59) return std::nullopt;
  const minutes offset(*hours * 60 + *rest);
  return is_behind ? -offset : offset;
}

// `14:03:00.5`, seconds of a leap second included.
std::optional<milliseconds> read_time_of_day(Fields& fields) {
  const auto hour = fields.number(2);
  if (!hour || *hour > 23 || !fields.skip(":")) return std::nullopt;
  const auto minute = fields.number(2);
  if (!minute || *minute > 59 || !fields.skip(":")) return std::nullopt;
  const auto second = fields.number(2);
  if (!second || *second > 60) return std::nullopt;
  milliseconds time = std::chrono::hours(*hour) + minutes(*minute) + std::chrono::seconds(*second);
  if (!fields.skip(".")) return time;
  int scale = 100;
  bool has_digit = false;
  while (const auto digit = fields.number(1)) {
    time += milliseconds(*digit * scale);
    scale /= 10;
    has_digit = true;
  }
  return has_digit ? std::optional(time) : std::nullopt;
}

std::optional<Timestamp> parse_time(std::string_view text) {
  Fields fields(text);
  const auto date = read_date(fields);
  if (!date || fields.is_at_end()) return date;
  if (!fields.skip("Tt ")) return std::nullopt;
  const auto time = read_time_of_day(fields);
  if (!time) return std::nullopt;
  const auto offset = read_offset(fields);
  if (!offset || !fields.is_at_end()) return std::nullopt;
  return *date + *time - *offset;
}

}  // namespace

Result<Timestamp> parse_since(std::string_view text, Timestamp now) {
  auto time = parse_time(text);
  if (!time) {
    if (const auto age = parse_duration(text)) time = now - *age;
  }
  if (!time)
    return fail(ErrorCode::invalid, fmt::format("'{}' is no time", escape_for_display(std::string(text))),
                "give 2026-11-22T14:03:00Z, 2026-11-22 (UTC) or how long ago: 90m, 24h, 7d");
  if (*time > now)
    return fail(ErrorCode::invalid, fmt::format("{} is still to come", to_rfc3339(*time)), "give a time in the past");
  return *time;
}

}  // namespace baryon::cli
