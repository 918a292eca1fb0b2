#include "registry/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "registry/compatibility_guard.h"
#include "registry/newest.h"
#include "registry/numbers.h"

namespace baryon::registry {
namespace {

using db::Session;

constexpr std::string_view select_owners =
    "SELECT kind, forge, repository_id, project, slug FROM templates WHERE name = :name ORDER BY kind";
constexpr std::string_view select_major_of_directory =
    "SELECT major FROM versions WHERE name = :name AND kind = :kind AND directory_major = :directory_major "
    "ORDER BY major DESC LIMIT 1";
// Versions made by hand come from no directory and so take no major away from one.
constexpr std::string_view select_other_directory =
    "SELECT directory_major FROM versions WHERE name = :name AND kind = :kind AND major = :major AND directory_major "
    "NOT IN (0, :directory_major) LIMIT 1";

struct Registered {
  std::string kind;
  Owner owner;
};

Result<std::vector<Registered>> registered_as(Session& session, const std::string& name) {
  BARYON_TRY(auto rows,
             (session.query<std::string, std::string, std::int64_t, std::string, std::string>(select_owners, name)));
  std::vector<Registered> found;
  found.reserve(rows.size());
  for (auto& [kind, forge, repository_id, project, slug] : rows)
    found.push_back({.kind = std::move(kind),
                     .owner = {.forge = std::move(forge),
                               .repository_id = repository_id,
                               .project = std::move(project),
                               .slug = std::move(slug)}});
  return found;
}

bool is_same(const Owner& a, const Owner& b) {
  return a.forge == b.forge && a.repository_id == b.repository_id &&
         (a.repository_id != 0 || (a.project == b.project && a.slug == b.slug));
}

/// What one submission is compared with.
class Decision {
 public:
  Decision(Session& session, const Submission& submission)
      : session_(session),
        submission_(submission),
        bundle_(submission.bundle),
        key_{.kind = submission.bundle.kind, .name = submission.bundle.template_name} {}

  // Only its owner may add to a template; one that was made by hand takes the first repository that does. A push does
  // not give a name a second kind, as that is nearly always a mistake in the directory's layout.
  Result<bool> template_exists() {
    BARYON_TRY(const auto registered, registered_as(session_, key_.name));
    if (registered.empty()) return false;
    const auto kind = bundle::to_string(key_.kind);
    const auto own = std::ranges::find(registered, kind, &Registered::kind);
    const auto& [found_kind, owner] = own != registered.end() ? *own : registered.front();
    if (!owner.is_nobody() && !is_same(owner, submission_.owner) && !submission_.is_for_any_owner)
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' belongs to {}; {} cannot register it too", key_.name, owner.path(),
                              submission_.owner.path()),
                  "rename the template's directory in one of the two repositories");
    if (own == registered.end())
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' is registered as an {} template, but {} holds a {} template", key_.name,
                              found_kind, bundle_.directory, kind),
                  "a template cannot change its kind: give it another name");
    return true;
  }

  /// The major that the directory continues, or begins.
  Result<std::int64_t> major() {
    const auto kind = bundle::to_string(key_.kind);
    BARYON_TRY(const auto continued,
               session_.query_one<std::int64_t>(select_major_of_directory, key_.name, kind, bundle_.major));
    if (continued) return std::get<0>(*continued);
    BARYON_TRY(const auto other,
               session_.query_one<std::int64_t>(select_other_directory, key_.name, kind, bundle_.major, bundle_.major));
    if (!other) return bundle_.major;
    return numbers::next_major(session_, key_);
  }

  Result<Registration> first_of_major(std::int64_t major, bool exists) {
    BARYON_TRY(const auto minor, numbers::next_minor(session_, key_, major));
    const VersionNumber number{.major = major, .minor = minor};
    if (!exists)
      return Registration{.outcome = Outcome::new_template, .number = number, .reason = "the template is new"};
    if (minor > 0)
      return Registration{.outcome = Outcome::new_minor,
                          .number = number,
                          .reason = fmt::format("no version {}.x is registered any more", major)};
    auto reason = fmt::format("there is no version {}.x yet", major);
    if (major != bundle_.major)
      reason = fmt::format("major {} is taken by another directory, {} begins major {}", bundle_.major,
                           bundle_.directory, major);
    return Registration{.outcome = Outcome::new_major, .number = number, .reason = std::move(reason)};
  }

  Result<Registration> next_after(const Newest& newest, Compatibility compatibility) {
    const auto major = newest.number.major;
    BARYON_TRY(const auto next_minor, numbers::next_minor(session_, key_, major));
    BARYON_TRY(const auto next_major, numbers::next_major(session_, key_));
    return guard({.before = newest.surface,
                  .number = newest.number,
                  .bundle = bundle_,
                  .next = {.major = major, .minor = next_minor},
                  .next_major = std::max(next_major, bundle_.major + 1)},
                 compatibility);
  }

  Result<std::optional<Newest>> newest_of(std::int64_t major) { return newest_of_major(session_, key_, major); }

 private:
  Session& session_;
  const Submission& submission_;
  const bundle::Bundle& bundle_;
  TemplateKey key_;
};

}  // namespace

Result<Registration> decide(Session& session, const Submission& submission, Compatibility compatibility) {
  Decision decision(session, submission);
  BARYON_TRY(const bool exists, decision.template_exists());
  BARYON_TRY(const auto major, decision.major());
  BARYON_TRY(const auto newest, decision.newest_of(major));
  if (!newest) return decision.first_of_major(major, exists);
  if (newest->digest == submission.bundle.digest)
    return Registration{.outcome = Outcome::unchanged,
                        .number = newest->number,
                        .reason = fmt::format("same content as version {}", newest->number.text())};
  return decision.next_after(*newest, compatibility);
}

}  // namespace baryon::registry
