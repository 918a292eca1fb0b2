#include "registry/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "registry/compatibility_guard.h"
#include "registry/owners.h"

namespace baryon::registry {
namespace {

std::string with_article(TemplateKind kind) {
  return fmt::format("{} {}", kind == TemplateKind::environment ? "an" : "a", bundle::to_string(kind));
}

/// What one submission is compared with.
class Decision {
 public:
  Decision(Standing& standing, const Submission& submission)
      : standing_(standing),
        submission_(submission),
        bundle_(submission.bundle),
        key_{.kind = submission.bundle.kind, .name = submission.bundle.template_name} {}

  // Only its owner may add to a template; one that was made by hand takes the first repository that does. A push does
  // not give a name a second kind, as that is nearly always a mistake in the directory's layout.
  Result<bool> template_exists() {
    BARYON_TRY(const auto registered, standing_.templates_named(key_.name));
    if (registered.empty()) return false;
    const auto own = std::ranges::find(registered, key_.kind, &Standing::Named::kind);
    const auto& [found_kind, owner] = own != registered.end() ? *own : registered.front();
    if (!owner.is_nobody() && !is_same(owner, submission_.owner) && !submission_.is_for_any_owner)
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' belongs to {}; {} cannot register it too", key_.name, owner.path(),
                              submission_.owner.path()),
                  "rename the template's directory in one of the two repositories");
    if (own == registered.end())
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' is registered as {} template, but {} holds {} template", key_.name,
                              with_article(found_kind), bundle_.directory, with_article(key_.kind)),
                  "a template cannot change its kind: give it another name");
    return true;
  }

  /// The major that the directory continues, or begins.
  Result<std::int64_t> major() {
    BARYON_TRY(const auto continued, standing_.major_of_directory(key_, bundle_.major));
    if (continued) return *continued;
    BARYON_TRY(const bool is_taken, standing_.has_other_directory(key_, bundle_.major, bundle_.major));
    if (!is_taken) return bundle_.major;
    return standing_.next_major(key_);
  }

  Result<Registration> first_of_major(std::int64_t major, bool exists) {
    BARYON_TRY(const auto minor, standing_.next_minor(key_, major));
    const VersionNumber number{.major = major, .minor = minor};
    if (!exists)
      return Registration{.outcome = Outcome::new_template, .number = number, .reason = "the template is new"};
    if (minor > 0)
      return Registration{.outcome = Outcome::new_minor,
                          .number = number,
                          .reason = fmt::format("no version {}.x is registered", major)};
    auto reason = fmt::format("there is no version {}.x yet", major);
    if (major != bundle_.major)
      reason = fmt::format("major {} is taken by another directory, {} begins major {}", bundle_.major,
                           bundle_.directory, major);
    return Registration{.outcome = Outcome::new_major, .number = number, .reason = std::move(reason)};
  }

  Result<Registration> next_after(const Newest& newest, Compatibility compatibility) {
    const auto major = newest.number.major;
    BARYON_TRY(const auto next_minor, standing_.next_minor(key_, major));
    BARYON_TRY(const auto next_major, standing_.next_major(key_));
    return guard({.before = newest.surface,
                  .number = newest.number,
                  .bundle = bundle_,
                  .next = {.major = major, .minor = next_minor},
                  .next_major = std::max(next_major, bundle_.major + 1)},
                 compatibility);
  }

  Result<std::optional<Newest>> newest_of(std::int64_t major) { return standing_.newest_of_major(key_, major); }

  Result<std::optional<VersionNumber>> made_before() {
    if (submission_.run.empty()) return std::nullopt;
    return standing_.made_before(submission_);
  }

 private:
  Standing& standing_;
  const Submission& submission_;
  const bundle::Bundle& bundle_;
  TemplateKey key_;
};

}  // namespace

Result<Registration> decide(Standing& standing, const Submission& submission, Compatibility compatibility) {
  Decision decision(standing, submission);
  BARYON_TRY(const bool exists, decision.template_exists());
  BARYON_TRY(const auto major, decision.major());
  BARYON_TRY(const auto newest, decision.newest_of(major));
  if (!newest) return decision.first_of_major(major, exists);
  if (newest->digest == submission.bundle.digest)
    return Registration{.outcome = Outcome::unchanged,
                        .number = newest->number,
                        .reason = fmt::format("same content as version {}", newest->number.text())};
  BARYON_TRY(const auto made, decision.made_before());
  if (made)
    return Registration{.outcome = Outcome::unchanged,
                        .number = *made,
                        .reason = fmt::format("an earlier attempt made version {} of it", made->text())};
  return decision.next_after(*newest, compatibility);
}

}  // namespace baryon::registry
