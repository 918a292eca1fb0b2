#include "pipeline/registrar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/sha256.h"
#include "base/units.h"
#include "bundle/bundle_archive.h"
#include "pipeline/object_keys.h"

namespace baryon::pipeline {
namespace {

store::Metadata metadata_of(const Origin& origin) {
  return {{"projectname", origin.owner.project},
          {"reponame", origin.owner.slug},
          {"commithash", origin.commit},
          {"branch", branch_of(origin.ref)}};
}

// `[<7 of commit>] <first line of the message>`, at most the 500 characters the Proton API has room for.
std::string describe(const Origin& origin) {
  constexpr std::size_t longest = 500;
  auto text = fmt::format("[{}]", origin.commit.substr(0, 7));
  if (!origin.subject.empty()) text += " " + origin.subject;
  if (text.size() <= longest) return text;
  auto end = longest;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not inside a UTF-8 character
  return text.substr(0, end);
}

// What stands for the commit of content that has none.
Result<std::string> content_id(File& archive) {
  BARYON_CHECK(archive.rewind());
  Sha256 hash;
  std::array<std::uint8_t, 64 * kib> buffer{};
  while (true) {
    BARYON_TRY(const auto count, archive.read(buffer.data(), buffer.size()));
    if (count == 0) break;
    hash.update(ByteView(buffer.data(), count));
  }
  return to_hex(hash.finish()).substr(0, 40);
}

TemplateResult refused(const bundle::Refusal& refusal) {
  return {.name = refusal.template_name,
          .kind = {},
          .directory = refusal.directory,
          .major = refusal.major,
          .minor = {},
          .outcome = std::string(TemplateResult::refused),
          .reason = refusal.reason(),
          .hint = refusal.hint(),
          .findings = refusal.findings};
}

TemplateResult refused(const bundle::Bundle& bundle, const Error& error) {
  return {.name = bundle.template_name,
          .kind = std::string(bundle::to_string(bundle.kind)),
          .directory = bundle.directory,
          .major = bundle.major,
          .minor = {},
          .outcome = std::string(TemplateResult::refused),
          .reason = error.message,
          .hint = error.hint,
          .findings = bundle.findings};
}

TemplateResult skipped(const bundle::Bundle& bundle, const Course& course) {
  return {.name = bundle.template_name,
          .kind = std::string(bundle::to_string(bundle.kind)),
          .directory = bundle.directory,
          .major = bundle.major,
          .minor = {},
          .outcome = std::string(TemplateResult::skipped),
          .reason = course.skipped_because,
          .hint = course.hint};
}

TemplateResult skipped(const bundle::Refusal& refusal, const Course& course) {
  return {.name = refusal.template_name,
          .kind = {},
          .directory = refusal.directory,
          .major = refusal.major,
          .minor = {},
          .outcome = std::string(TemplateResult::skipped),
          .reason = course.skipped_because,
          .hint = course.hint};
}

TemplateResult decided(const bundle::Bundle& bundle, const registry::Registration& registration) {
  const bool is_refused = registration.outcome == registry::Outcome::refused;
  TemplateResult result{.name = bundle.template_name,
                        .kind = std::string(bundle::to_string(bundle.kind)),
                        .directory = bundle.directory,
                        .major = is_refused ? bundle.major : registration.number.major,
                        .minor = is_refused ? std::nullopt : std::optional(registration.number.minor),
                        .outcome = std::string(registry::to_string(registration.outcome)),
                        .reason = registration.reason,
                        .hint = registration.hint,
                        .findings = registration.findings};
  result.findings.insert(result.findings.end(), bundle.findings.begin(), bundle.findings.end());
  return result;
}

}  // namespace

Registrar::Registrar(store::Store& store, registry::Registry& registry, RegistrarOptions options)
    : store_(store), registry_(registry), options_(std::move(options)) {}

std::string Registrar::archive_key(const Origin& origin) const {
  return ObjectKeys(options_.archive_key)
      .archive({.project = origin.owner.project, .slug = origin.owner.slug}, origin.ref, origin.commit);
}

Result<Registrar::Report> Registrar::run(File& archive, Origin origin, Mode mode) {
  auto root_names = options_.root_names;
  if (root_names.any.empty()) root_names.any = origin.owner.slug;
  BARYON_TRY(auto scan, bundle::scan(archive, options_.limits,
                                     {.root_names = std::move(root_names),
                                      .scratch_directory = options_.scratch_directory,
                                      .shared_directories = options_.shared_directories}));
  if (origin.commit.empty()) {
    BARYON_TRY(origin.commit, scan.commit ? *scan.commit : content_id(archive));
  } else if (origin.is_stored) {
    // A name in the store, or in an object's metadata, is given by people; Git writes its own into the archive.
    origin.commit = scan.commit.value_or(origin.commit);
  } else if (scan.commit && *scan.commit != origin.commit) {
    return fail_for_now(ErrorCode::corrupt,
                        fmt::format("the archive is of commit {}, asked for was {}", *scan.commit, origin.commit),
                        "a cache between Baryon and the forge may answer with old archives");
  }
  if (mode == Mode::apply && !origin.is_stored) {
    BARYON_CHECK(archive.rewind());
    BARYON_CHECK(store_.put(archive_key(origin), archive, metadata_of(origin)));
  }
  BARYON_TRY(auto results, register_all(scan, origin, mode));
  BARYON_TRY(auto refusals, refuse_all(scan, origin));
  std::ranges::move(refusals, std::back_inserter(results));
  return Report{.commit = origin.commit, .results = std::move(results), .passed_over = std::move(scan.passed_over)};
}

Result<std::vector<TemplateResult>> Registrar::register_all(const bundle::Scan& scan, const Origin& origin, Mode mode) {
  std::vector<TemplateResult> results;
  for (const auto& bundle : scan.bundles) {
    BARYON_TRY(auto result, register_one(scan, bundle, origin, mode));
    if (mode == Mode::apply && !result.is_skipped()) options_.on_registered(result);
    results.push_back(std::move(result));
  }
  if (mode == Mode::apply) BARYON_CHECK(mirror(results, origin));
  return results;
}

Result<Course> Registrar::course_of(const Origin& origin, const std::string& name,
                                    std::optional<bundle::TemplateKind> kind, const std::string& directory) {
  if (options_.steering == nullptr) return Course{};
  return options_.steering->course_of(origin, name, kind, directory);
}

Result<TemplateResult> Registrar::register_one(const bundle::Scan& scan, const bundle::Bundle& bundle,
                                               const Origin& origin, Mode mode) {
  BARYON_TRY(const auto course, course_of(origin, bundle.template_name, bundle.kind, bundle.directory));
  if (course.is_skipped()) return skipped(bundle, course);
  // A dry run on a work tree asks what a push of it would do.
  const bool is_only_asked = mode == Mode::dry_run && origin.owner.repository_id == 0;
  const registry::Submission submission{
      .owner = origin.owner,
      .bundle = bundle,
      .bundle_key = ObjectKeys::bundle(origin.owner.project, origin.commit, bundle.template_name, bundle.major),
      .description = describe(origin),
      .ref = origin.ref,
      .commit = origin.commit,
      .is_for_any_owner = is_only_asked || course.moves_here,
      .run = origin.run};
  auto registration = registry_.plan(submission);
  if (registration && registration->makes_version() && mode == Mode::apply) {
    BARYON_TRY(auto bytes, File::create_unnamed(options_.scratch_directory));
    BARYON_CHECK(bundle::write_bundle_archive(bundle, scan.scratch, bytes));
    BARYON_CHECK(bytes.rewind());
    BARYON_CHECK(store_.put(submission.bundle_key, bytes, metadata_of(origin)));
    registration = registry_.submit(submission);
  }
  if (!registration && registration.error().code != ErrorCode::conflict)
    return std::unexpected(std::move(registration).error());
  return registration ? decided(bundle, *registration) : refused(bundle, registration.error());
}

// One that is not to be registered from here is not at fault here either.
Result<std::vector<TemplateResult>> Registrar::refuse_all(const bundle::Scan& scan, const Origin& origin) {
  std::vector<TemplateResult> results;
  for (const auto& refusal : scan.refusals) {
    BARYON_TRY(const auto course, course_of(origin, refusal.template_name, std::nullopt, refusal.directory));
    results.push_back(course.is_skipped() ? skipped(refusal, course) : refused(refusal));
  }
  return results;
}

Result<void> Registrar::mirror(const std::vector<TemplateResult>& results, const Origin& origin) {
  if (options_.steering == nullptr) return {};
  std::vector<Registered> registered;
  for (const auto& result : results) {
    if (result.is_refused() || result.is_skipped()) continue;
    const bool is_service = result.kind == bundle::to_string(bundle::TemplateKind::service);
    registered.push_back(
        {.template_key = {.kind = is_service ? bundle::TemplateKind::service : bundle::TemplateKind::environment,
                          .name = result.name},
         .directory = result.directory,
         .is_new_version = result.is_new_version()});
  }
  return options_.steering->mirror(origin, registered);
}

}  // namespace baryon::pipeline
