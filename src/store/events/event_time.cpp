#include "store/events/event_time.h"

#include <algorithm>

namespace baryon::store::events {
namespace {

constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
constexpr std::size_t kept_digits = 6;
constexpr std::size_t most_digits = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string normal_event_time(std::string_view text) {
  if (text.size() <= shape.size() || text.back() != 'Z') return {};
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i]) return {};
  auto fraction = text.substr(shape.size(), text.size() - shape.size() - 1);
  if (!fraction.empty()) {
    if (fraction.front() != '.') return {};
    fraction.remove_prefix(1);
    if (fraction.empty() || fraction.size() > most_digits || !std::ranges::all_of(fraction, is_digit)) return {};
  }
  std::string digits(fraction.substr(0, kept_digits));
  digits.resize(kept_digits, '0');
  return std::string(text.substr(0, shape.size())) + "." + digits + "Z";
}

}  // namespace baryon::store::events
