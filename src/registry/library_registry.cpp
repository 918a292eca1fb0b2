#include "registry/library_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/encoding.h"
#include "base/sha256.h"
#include "base/text.h"
#include "bundle/infrastructure.h"
#include "registry/owners.h"
#include "registry/parameters.h"

namespace baryon::registry {
namespace {

using std::chrono::milliseconds;

constexpr int most_rounds = 3;                  // of deciding anew when somebody was faster
constexpr std::size_t longest_message = 2000;   // of the other side
constexpr std::size_t commit_digits_shown = 7;  // at the start of a description

bool is_registered(const Version& version) {
  return version.status == VersionStatus::draft || version.status == VersionStatus::published;
}

TemplateKey key_of(const Submission& submission) {
  return {.kind = submission.bundle.kind, .name = submission.bundle.template_name};
}

TemplateKey key_of(const Template& one) { return {.kind = one.kind, .name = one.name}; }
TemplateKey key_of(const Version& version) { return {.kind = version.kind, .name = version.template_name}; }

/// Foreign text on one line.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? "; " : std::string(1, c);
  return escape_for_display(line, longest_message);
}

/// Somebody made the template or version between the decision and its execution.
bool is_overtaken(const Error& error) {
  return error.code == ErrorCode::conflict || (error.code == ErrorCode::invalid && error.message == parameter_mismatch);
}

/// The submission can never be made with these words; others of the same push can.
bool is_about_submission(const Error& error) {
  return error.code == ErrorCode::invalid || error.code == ErrorCode::too_large || error.code == ErrorCode::not_found;
}

/// Whether customers build the environments, or the pipeline of the service: what the bundle does not hold. A template
/// stays what its first version makes it (AWS Proton API Reference, CreateEnvironmentTemplate and
/// CreateServiceTemplate).
bool is_customer_managed(const bundle::Bundle& bundle) {
  const auto role = bundle.kind == TemplateKind::environment ? bundle::Role::environment : bundle::Role::pipeline;
  const auto directory = fmt::format("{}/", bundle::directory_of(role));
  return std::ranges::none_of(bundle.files, [&](const auto& file) { return file.path.starts_with(directory); });
}

/// A major is named where the directory decides it, and left to the library where any free one will do.
std::optional<std::int64_t> major_to_ask_for(const Submission& submission, const Registration& registration) {
  const bool begins = registration.number.minor == 0 && registration.outcome == Outcome::new_major;
  if (begins && registration.number.major != submission.bundle.major) return std::nullopt;
  return registration.number.major;
}

/// The same for the same content on top of the same version, whoever submits it.
std::string token_of(const Submission& submission, const std::optional<std::int64_t>& major,
                     const std::optional<VersionNumber>& newest) {
  const auto& bundle = submission.bundle;
  return to_hex(sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", bundle::to_string(bundle.kind), bundle.template_name,
                                   bundle.major, major.value_or(0), bundle.digest, submission.commit,
                                   newest ? newest->text() : "none")));
}

std::string newest_of(const std::vector<Version>& versions) {
  for (const auto& version : versions | std::views::reverse)
    if (is_registered(version)) return version.number.text();
  return {};
}

bool may_be_of_commit(const Version& version, std::string_view prefix) {
  const auto shown = fmt::format("[{}", prefix.substr(0, commit_digits_shown));
  return version.description.starts_with(shown);
}

}  // namespace

Registration LibraryRegistry::refused(std::string reason, std::string hint) const {
  return {.outcome = Outcome::refused, .number = {}, .reason = std::move(reason), .hint = std::move(hint)};
}

Registration LibraryRegistry::refused(const Version& failed) const {
  return refused(
      fmt::format("{} did not register version {}: {}", options_.name, failed.number.text(),
                  on_one_line(failed.status_message)),
      fmt::format("mend what it says and push again; to have this commit registered, delete version {} there",
                  failed.number.text()));
}

Result<Registration> LibraryRegistry::decide_by(LibraryStanding& standing, const Submission& submission) {
  BARYON_TRY(auto registration, decide(standing, submission, options_.registry.compatibility));
  if (!registration.makes_version()) return registration;
  BARYON_TRY(const auto failed, standing.failed_before());
  if (failed) return refused(*failed);
  BARYON_TRY(const auto next_major, standing.next_major(key_of(submission)));
  if (registration.number.major <= next_major) return registration;
  return refused(fmt::format("{} would begin major {}, but {} gives majors in order and {} is next",
                             submission.bundle.directory, registration.number.major, options_.name, next_major),
                 fmt::format("register v{}/ first", next_major));
}

Result<Registration> LibraryRegistry::plan(const Submission& submission) {
  LibraryStanding standing(library_, pushed_, submission);
  return decide_by(standing, submission);
}

Result<Registration> LibraryRegistry::submit(const Submission& submission) {
  for (int rounds = 1;; ++rounds) {
    LibraryStanding standing(library_, pushed_, submission);
    BARYON_TRY(auto registration, decide_by(standing, submission));
    if (registration.outcome == Outcome::refused) return registration;
    if (registration.outcome == Outcome::unchanged) return settle(submission, std::move(registration));
    auto done = carry_out(standing, submission, std::move(registration));
    if (done) return done;
    if (is_overtaken(done.error()) && rounds < most_rounds) continue;
    if (is_about_submission(done.error()))
      return refused(fmt::format("{} refused it: {}", options_.name, done.error().message), done.error().hint);
    return done;
  }
}

// A template that nobody owns is taken; the tags also follow a repository that was renamed or moved.
Result<void> LibraryRegistry::provide_template(const LibraryStanding& standing, const Submission& submission,
                                               Outcome outcome) {
  const auto tags = push_tags::of_template(submission.owner);
  if (outcome == Outcome::new_template) {
    BARYON_CHECK(library_.create_template(
        {.key = key_of(submission), .is_customer_managed = is_customer_managed(submission.bundle), .tags = tags}));
  } else if (!is_vaguer(submission.owner, standing.owner()) && push_tags::of_template(standing.owner()) != tags) {
    BARYON_CHECK(library_.tag({.template_key = key_of(submission)}, tags));
  }
  return {};
}

Result<Registration> LibraryRegistry::carry_out(LibraryStanding& standing, const Submission& submission,
                                                Registration registration) {
  BARYON_CHECK(provide_template(standing, submission, registration.outcome));
  const bool publishes = options_.registry.publish == Publish::automatic;
  const auto major = major_to_ask_for(submission, registration);
  BARYON_TRY(auto begun,
             library_.begin_version({.template_key = key_of(submission),
                                     .major = major,
                                     .description = submission.description,
                                     .source = {.bucket = options_.bucket, .key = submission.bundle_key},
                                     .compatible_environments = submission.bundle.compatible_environments,
                                     .supported_component_sources = submission.bundle.supported_component_sources,
                                     .client_token = token_of(submission, major, standing.newest()),
                                     .tags = push_tags::of_version(submission, publishes)}));
  registration.number = begun.number;
  return see_through(std::move(begun), std::move(registration), publishes);
}

// What a run that was cut off left: a registration under way, or a version that was to be published.
Result<Registration> LibraryRegistry::settle(const Submission& submission, Registration registration) {
  BARYON_TRY(auto version, library_.version_of(key_of(submission), registration.number));
  if (!version || version->status == VersionStatus::published) return registration;
  BARYON_TRY(const auto pushed, pushed_.of(*version));
  const bool publishes = options_.registry.publish == Publish::automatic && pushed && pushed->is_published_at_once;
  return see_through(*std::move(version), std::move(registration), publishes);
}

Result<Registration> LibraryRegistry::see_through(Version version, Registration registration, bool publishes) {
  const auto key = key_of(version);
  BARYON_TRY(const auto ended, wait_out(std::move(version)));
  if (ended.status == VersionStatus::registration_failed) return refused(ended);
  if (publishes && ended.status == VersionStatus::draft)
    BARYON_CHECK(library_.update_version(key, ended.number, {.publishes = true}));
  return registration;
}

Result<Version> LibraryRegistry::wait_out(Version version) {
  const auto key = key_of(version);
  const auto number = version.number;
  const auto not_yet = [&](std::string_view why) {
    return fail_for_now(ErrorCode::unavailable, fmt::format("{} {} version {} of template '{}'", options_.name, why,
                                                            number.text(), escape_for_display(key.name)));
  };
  auto pause = first_pause;
  for (milliseconds waited{}; version.status == VersionStatus::registration_in_progress; waited += pause) {
    pause = std::min(longest_pause, waited == milliseconds::zero() ? first_pause : pause * 3 / 2);
    if (waited >= patience || !pauses_.pause(pause)) return not_yet("is still registering");
    BARYON_TRY(auto now, library_.version_of(key, number));
    if (!now) return not_yet("lost, while registering it,");
    version = *std::move(now);
  }
  return version;
}

Result<std::optional<Template>> LibraryRegistry::find_named(const TemplateName& name) {
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    if (name.kind && *name.kind != kind) continue;
    BARYON_TRY(auto found, library_.template_of({.kind = kind, .name = name.name}));
    if (found) return found;
  }
  return std::nullopt;
}

Result<Template> LibraryRegistry::complete(Template found) {
  const auto key = key_of(found);
  BARYON_TRY(const auto tags, library_.list_tags({.template_key = key}, "", all_listed));
  BARYON_TRY(const auto versions, library_.list_versions(key, {}, {}, all_listed));
  found.owner = push_tags::read_owner(tags);
  found.version_count = std::ssize(versions);
  found.newest = newest_of(versions);
  return found;
}

Result<std::vector<Template>> LibraryRegistry::templates() {
  std::vector<Template> templates;
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    BARYON_TRY(auto listed, library_.list_templates(kind, "", all_listed));
    for (auto& one : listed) {
      auto whole = complete(std::move(one));
      if (!whole && whole.error().code == ErrorCode::not_found) continue;  // deleted this moment
      if (!whole) return std::unexpected(std::move(whole).error());
      templates.push_back(*std::move(whole));
    }
  }
  std::ranges::sort(templates, {}, [](const Template& one) { return std::pair(one.name, one.kind); });
  return templates;
}

Result<std::optional<Template>> LibraryRegistry::find_template(const TemplateName& name) {
  BARYON_TRY(auto found, find_named(name));
  if (!found) return std::nullopt;
  BARYON_TRY(auto whole, complete(*std::move(found)));
  return whole;
}

Result<std::vector<Version>> LibraryRegistry::versions(const TemplateName& name) {
  BARYON_TRY(const auto found, find_named(name));
  if (!found) return std::vector<Version>{};
  BARYON_TRY(auto versions, library_.list_versions(key_of(*found), {}, {}, all_listed));
  for (auto& version : versions) {
    BARYON_TRY(version, pushed_.complete(std::move(version)));
  }
  return versions;
}

Result<std::optional<Version>> LibraryRegistry::find_version(const TemplateName& name,
                                                             std::optional<VersionNumber> number) {
  BARYON_TRY(const auto named, find_named(name));
  if (!named) return std::nullopt;
  const auto key = key_of(*named);
  if (!number) {
    BARYON_TRY(const auto versions, library_.list_versions(key, {}, {}, all_listed));
    const auto newest = std::ranges::find_if(versions | std::views::reverse, is_registered);
    if (newest == versions.rend()) return std::nullopt;
    number = newest->number;
  }
  BARYON_TRY(auto found, library_.version_of(key, *number));
  if (!found) return std::nullopt;
  BARYON_TRY(auto whole, pushed_.complete(*std::move(found)));
  return whole;
}

Result<std::vector<Version>> LibraryRegistry::versions_of_commit(const std::string& commit_prefix) {
  std::vector<Version> found;
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    BARYON_TRY(const auto listed, library_.list_templates(kind, "", all_listed));
    for (const auto& one : listed) {
      BARYON_TRY(auto versions, library_.list_versions(key_of(one), {}, {}, all_listed));
      for (auto& version : versions) {
        if (!may_be_of_commit(version, commit_prefix)) continue;
        BARYON_TRY(auto whole, pushed_.complete(std::move(version)));
        if (whole.commit.starts_with(commit_prefix)) found.push_back(std::move(whole));
      }
    }
  }
  std::ranges::sort(found, {}, [](const Version& v) { return std::tuple(v.template_name, v.kind, v.number); });
  return found;
}

}  // namespace baryon::registry
