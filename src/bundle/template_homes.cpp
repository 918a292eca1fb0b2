#include "bundle/template_homes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "bundle/lint/scan_rules.h"

namespace baryon::bundle {
namespace {

constexpr std::size_t most_shown = 4;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view Candidate::parent() const {
  const auto slash = path->rfind('/');
  return slash == std::string::npos ? std::string_view("the root") : std::string_view(*path).substr(0, slash);
}

bool TemplateHomes::LessIgnoringCase::operator()(std::string_view a, std::string_view b) const {
  return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

void TemplateHomes::Places::add(std::string_view place) {
  if (all.insert(place).second && first.size() < most_shown) first.push_back(place);
}

/// `two places: a and b`, `9 places: a, b, c, d, ...`.
std::string TemplateHomes::Places::text() const {
  auto text = fmt::format("{} places: ", all.size() == 2 ? "two" : std::to_string(all.size()));
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (i > 0) text += i + 1 == all.size() ? " and " : ", ";
    text += escape_for_display(first[i]);
  }
  return all.size() > first.size() ? text + ", ..." : text;
}

TemplateHomes::TemplateHomes(std::span<const Candidate> candidates) {
  const auto note = [](Spellings& spellings, const Candidate& candidate, bool is_other) {
    if (spellings.first == nullptr)
      spellings.first = &candidate;
    else if (spellings.other == nullptr && is_other)
      spellings.other = &candidate;
  };
  for (const auto& candidate : candidates) {
    auto& home = homes_[candidate.name];
    home.parents.add(candidate.parent());
    home.by_major[candidate.directory->major].add(*candidate.path);
    auto& names = by_name_[candidate.name];
    note(names, candidate, names.first != nullptr && names.first->name != candidate.name);
    note(by_path_[*candidate.path], candidate, true);
  }
}

/// The one that would be the same directory on macOS and Windows, or else one whose template would have the same name.
const Candidate* TemplateHomes::spelled_otherwise(const Candidate& candidate) const {
  const auto& paths = by_path_.at(*candidate.path);
  if (paths.other != nullptr) return paths.first == &candidate ? paths.other : paths.first;
  const auto& names = by_name_.at(candidate.name);
  return names.first->name != candidate.name ? names.first : names.other;
}

void TemplateHomes::check(const Candidate& candidate, lint::Report& report) const {
  if (const auto* const other = spelled_otherwise(candidate)) {
    report.add(lint::template_name_case, "", {},
               fmt::format("'{}' and '{}' hold templates that differ only in upper and lower case",
                           escape_for_display(*candidate.path), escape_for_display(*other->path)),
               "rename or remove one of the two");
    return;
  }
  const auto& home = homes_.at(candidate.name);
  if (home.parents.all.size() < 2) return;
  const auto& same_major = home.by_major.at(candidate.directory->major);
  const auto& places = same_major.all.size() > 1 ? same_major : home.parents;
  report.add(lint::template_several_places, "", {},
             fmt::format("template '{}' lies in {}", escape_for_display(candidate.name), places.text()),
             "keep all versions of a template in one directory, and rename or remove the other");
}

}  // namespace baryon::bundle
