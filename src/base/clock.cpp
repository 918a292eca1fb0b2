#include "base/clock.h"

#include <fmt/format.h>

namespace baryon {
namespace {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::string to_rfc3339(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string to_age(Timestamp time, Timestamp now) {
  using namespace std::chrono;
  const auto age = now - time;
  if (age < seconds(1)) return "now";
  if (age < minutes(1)) return fmt::format("{}s ago", floor<seconds>(age).count());
  if (age < hours(1)) return fmt::format("{}m ago", floor<minutes>(age).count());
  if (age < days(2)) return fmt::format("{}h ago", floor<hours>(age).count());
  return fmt::format("{}d ago", floor<days>(age).count());
}

}  // namespace baryon
