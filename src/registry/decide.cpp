#include "registry/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "registry/compatibility_guard.h"
#include "registry/lists.h"

namespace baryon::registry {
namespace {

using db::Session;

constexpr std::string_view select_owner =
    "SELECT kind, forge, repository_id, project, slug FROM templates WHERE name = :name";
constexpr std::string_view select_major_of_directory =
    "SELECT major FROM versions WHERE name = :name AND kind = :kind AND directory_major = :directory_major "
    "ORDER BY major DESC LIMIT 1";
constexpr std::string_view select_other_directory =
    "SELECT directory_major FROM versions WHERE name = :name AND kind = :kind AND major = :major AND directory_major "
    "<> :directory_major LIMIT 1";
constexpr std::string_view select_highest_major =
    "SELECT coalesce(max(major), 0) FROM versions WHERE name = :name AND kind = :kind";
constexpr std::string_view select_newest_of_major =
    "SELECT minor, digest, schema_text, engine, outputs FROM versions WHERE name = :name AND kind = :kind AND major = "
    ":major ORDER BY minor DESC LIMIT 1";

/// The newest version of a major.
struct Newest {
  VersionNumber number;
  std::string digest;
  bundle::Surface surface;
};

/// What one submission is compared with.
class Decision {
 public:
  Decision(Session& session, const Submission& submission)
      : session_(session),
        submission_(submission),
        bundle_(submission.bundle),
        kind_(bundle::to_string(submission.bundle.kind)) {}

  // A template's name is one for both kinds, and only its owner may add to it.
  Result<bool> template_exists() {
    const auto& owner = submission_.owner;
    BARYON_TRY(const auto row, (session_.query_one<std::string, std::string, std::int64_t, std::string, std::string>(
                                   select_owner, bundle_.template_name)));
    if (!row) return false;
    const auto& [kind, forge, repository_id, project, slug] = *row;
    const bool is_owner = forge == owner.forge && repository_id == owner.repository_id &&
                          (repository_id != 0 || (project == owner.project && slug == owner.slug));
    if (!is_owner && !submission_.is_for_any_owner)
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' belongs to {}/{}; {} cannot register it too", bundle_.template_name,
                              project, slug, owner.path()),
                  "rename the template's directory in one of the two repositories");
    if (kind != kind_)
      return fail(ErrorCode::conflict,
                  fmt::format("template '{}' is registered as an {} template, but {} holds a {} template",
                              bundle_.template_name, kind, bundle_.directory, kind_),
                  "a template cannot change its kind: give it another name");
    return true;
  }

  /// The major that the directory continues, or begins.
  Result<std::int64_t> major() {
    BARYON_TRY(const auto continued, session_.query_one<std::int64_t>(select_major_of_directory, bundle_.template_name,
                                                                      kind_, bundle_.major));
    if (continued) return std::get<0>(*continued);
    BARYON_TRY(const auto other, session_.query_one<std::int64_t>(select_other_directory, bundle_.template_name, kind_,
                                                                  bundle_.major, bundle_.major));
    if (!other) return bundle_.major;
    BARYON_TRY(const auto highest, highest_major());
    return highest + 1;
  }

  Result<std::int64_t> highest_major() {
    BARYON_TRY(const auto row, session_.query_one<std::int64_t>(select_highest_major, bundle_.template_name, kind_));
    return row ? std::get<0>(*row) : 0;
  }

  Result<std::optional<Newest>> newest_of(std::int64_t major) {
    BARYON_TRY(auto row,
               (session_.query_one<std::int64_t, std::string, std::string, std::string, std::optional<std::string>>(
                   select_newest_of_major, bundle_.template_name, kind_, major)));
    if (!row) return std::nullopt;
    auto& [minor, digest, schema, engine, outputs] = *row;
    Newest newest{.number = {.major = major, .minor = minor},
                  .digest = std::move(digest),
                  .surface = {.schema = std::move(schema), .engine = std::move(engine)}};
    if (outputs) {
      BARYON_TRY(newest.surface.outputs, texts_from_json(*outputs));
    }
    return newest;
  }

 private:
  Session& session_;
  const Submission& submission_;
  const bundle::Bundle& bundle_;
  std::string_view kind_;
};

Registration first_of_major(const bundle::Bundle& bundle, std::int64_t major, bool exists) {
  const VersionNumber number{.major = major, .minor = 0};
  if (!exists) return {.outcome = Outcome::new_template, .number = number, .reason = "the template is new"};
  auto reason = fmt::format("there is no version {}.x yet", major);
  if (major != bundle.major)
    reason = fmt::format("major {} is taken by another directory, {} begins major {}", bundle.major, bundle.directory,
                         major);
  return {.outcome = Outcome::new_major, .number = number, .reason = std::move(reason)};
}

}  // namespace

Result<Registration> decide(Session& session, const Submission& submission, Compatibility compatibility) {
  const auto& bundle = submission.bundle;
  Decision decision(session, submission);
  BARYON_TRY(const bool exists, decision.template_exists());
  BARYON_TRY(const auto major, decision.major());
  BARYON_TRY(const auto newest, decision.newest_of(major));
  if (!newest) return first_of_major(bundle, major, exists);
  if (newest->digest == bundle.digest)
    return Registration{.outcome = Outcome::unchanged,
                        .number = newest->number,
                        .reason = fmt::format("same content as version {}", newest->number.text())};
  BARYON_TRY(const auto highest, decision.highest_major());
  return guard({.before = newest->surface,
                .number = newest->number,
                .bundle = bundle,
                .next_major = std::max(highest, bundle.major) + 1},
               compatibility);
}

}  // namespace baryon::registry
