// Two schemas with a NUL byte between them, which neither may hold.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "bundle/compatibility.h"

namespace {

using namespace baryon::bundle;

auto count(const std::vector<SurfaceChange>& changes, std::string_view message) {
  return std::ranges::count_if(changes,
                               [&](const SurfaceChange& change) { return change.message.starts_with(message); });
}

void check(const Surface& before, const Surface& after) {
  const auto forwards = compare(before, after);
  const auto backwards = compare(after, before);
  if (forwards.has_value() != backwards.has_value()) std::abort();
  if (!forwards) return;
  if (count(*forwards, "is new") != count(*backwards, "was removed")) std::abort();
  if (!std::ranges::is_sorted(*forwards, std::ranges::greater{}, &SurfaceChange::weight)) std::abort();
  for (const auto& change : *forwards)
    if (baryon::has_control_character(change.text()) || !baryon::is_utf8(change.text())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto middle = std::min(text.find('\0'), text.size());
  const std::string before(text.substr(0, middle));
  const std::string after(text.substr(std::min(middle + 1, text.size())));
  check({.schema = before}, {.schema = after});
  check({.schema = before, .engine = "terraform"}, {.schema = after, .engine = "terraform"});
  return 0;
}
