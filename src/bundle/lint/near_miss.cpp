#include "bundle/lint/near_miss.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"

namespace baryon::bundle::lint {
namespace {

/// Whether the lengths alone do not rule out what `nearest` accepts: a third of the candidate may differ.
bool may_match(std::string_view text, std::string_view candidate) {
  const auto difference =
      text.size() > candidate.size() ? text.size() - candidate.size() : candidate.size() - text.size();
  return 3 * difference <= candidate.size();
}

}  // namespace

std::optional<std::string_view> NearMiss::find(std::string_view text, std::span<const std::string_view> candidates) {
  std::vector<std::string_view> possible;
  for (const auto candidate : candidates) {
    if (!may_match(text, candidate)) continue;
    if (cells_ > most_cells) return {};
    cells_ += 2 * text.size() * candidate.size();  // a search for the least compares each twice
    possible.push_back(candidate);
  }
  return nearest(text, possible);
}

std::string NearMiss::hint(std::string_view text, std::span<const std::string_view> candidates, std::string otherwise) {
  const auto found = find(text, candidates);
  return found ? fmt::format("did you mean '{}'?", escape_for_display(*found)) : std::move(otherwise);
}

}  // namespace baryon::bundle::lint
