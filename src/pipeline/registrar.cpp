#include "pipeline/registrar.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/sha256.h"
#include "base/units.h"
#include "bundle/bundle_archive.h"

namespace baryon::pipeline {
namespace {

constexpr std::string_view branch_prefix = "refs/heads/";

std::string branch_of(const Origin& origin) {
  return origin.ref.starts_with(branch_prefix) ? origin.ref.substr(branch_prefix.size()) : origin.ref;
}

void replace(std::string& text, std::string_view placeholder, std::string_view value) {
  for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size()))
    text.replace(at, placeholder.size(), value);
}

store::Metadata metadata_of(const Origin& origin) {
  return {{"projectname", origin.owner.project},
          {"reponame", origin.owner.slug},
          {"commithash", origin.commit},
          {"branch", branch_of(origin)}};
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
  auto key = options_.archive_key;
  replace(key, "{project}", origin.owner.project);
  replace(key, "{repository}", origin.owner.slug);
  replace(key, "{commit}", origin.commit);
  replace(key, "{branch}", branch_of(origin));
  return key;
}

Result<Registrar::Report> Registrar::run(File& archive, Origin origin, Mode mode) {
  const auto& root_name = options_.root_name.empty() ? origin.owner.slug : options_.root_name;
  BARYON_TRY(auto scan, bundle::scan(archive, options_.limits,
                                     {.root_name = root_name,
                                      .scratch_directory = options_.scratch_directory,
                                      .shared_directories = options_.shared_directories}));
  if (origin.commit.empty()) {
    BARYON_TRY(origin.commit, scan.commit ? *scan.commit : content_id(archive));
  } else if (scan.commit && *scan.commit != origin.commit) {
    return fail_for_now(ErrorCode::corrupt,
                        fmt::format("the archive is of commit {}, asked for was {}", *scan.commit, origin.commit),
                        "a cache between Baryon and the forge may answer with old archives");
  }
  if (mode == Mode::apply) {
    BARYON_CHECK(archive.rewind());
    BARYON_CHECK(store_.put(archive_key(origin), archive, metadata_of(origin)));
  }
  BARYON_TRY(auto results, register_all(scan, origin, mode));
  for (const auto& refusal : scan.refusals) results.push_back(refused(refusal));
  return Report{.commit = origin.commit, .results = std::move(results), .passed_over = std::move(scan.passed_over)};
}

Result<std::vector<TemplateResult>> Registrar::register_all(const bundle::Scan& scan, const Origin& origin, Mode mode) {
  std::vector<TemplateResult> results;
  for (const auto& bundle : scan.bundles) {
    const registry::Submission submission{.owner = origin.owner,
                                          .bundle = bundle,
                                          .bundle_key = fmt::format("{}/{}/{}/v{}.tar.gz", origin.owner.project,
                                                                    origin.commit, bundle.template_name, bundle.major),
                                          .description = describe(origin),
                                          .ref = origin.ref,
                                          .commit = origin.commit,
                                          // A dry run on a work tree asks what a push of it would do.
                                          .is_for_any_owner = mode == Mode::dry_run && origin.owner.repository_id == 0};
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
    results.push_back(registration ? decided(bundle, *registration) : refused(bundle, registration.error()));
    if (mode == Mode::apply) options_.on_registered(results.back());
  }
  return results;
}

}  // namespace baryon::pipeline
