#include "pipeline/registration.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/units.h"
#include "bundle/bundle_archive.h"
#include "bundle/bundle_root.h"
#include "bundle/quota.h"
#include "bundle/scan.h"
#include "pipeline/object_keys.h"
#include "pipeline/template_fit.h"

namespace baryon::pipeline {
namespace {

constexpr std::size_t most_findings = 20;
constexpr std::size_t longest_reason = 4000;

/// Of an archive that is one bundle: room for what may lie beside it.
archive::Limits bundle_limits() {
  archive::Limits limits;
  limits.entries = 20 * bundle::quota::bundle_files;
  limits.unpacked_bytes = 8 * bundle::quota::bundle_bytes;
  return limits;
}

/// Something that passes or that the operator mends, and no fault of the bundle.
bool is_passing(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::configuration ||
         error.code == ErrorCode::internal;
}

/// One finding a line, the errors alone.
std::string text_of(const std::vector<bundle::Finding>& findings) {
  std::string text;
  std::size_t count = 0;
  for (const auto& finding : findings) {
    if (finding.severity != bundle::Severity::error || ++count > most_findings) continue;
    text += (text.empty() ? "" : "\n") + finding.text();
    if (!finding.hint.empty()) text += fmt::format(" ({})", finding.hint);
  }
  if (count > most_findings) text += fmt::format("\n... and {} more", count - most_findings);
  return text;
}

/// Lines stay lines; everything else of strangers in it was escaped where it was written.
std::string shortened(std::string text) {
  if (text.size() <= longest_reason) return text;
  auto end = longest_reason;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::string version_directory(const registry::PendingVersion& pending) {
  return fmt::format("{}/v{}", pending.template_key.name, pending.number.major);
}

/// Not below a project's name, as those of pushes are: a project cannot begin with a dot.
std::string bundle_key(const registry::PendingVersion& pending) {
  return fmt::format("{}{}/{}/v{}.tar.gz", registered_prefix, bundle::to_string(pending.template_key.kind),
                     pending.template_key.name, pending.number.text());
}

Result<bundle::Scan> scan(File& archive, const registry::PendingVersion& pending,
                          const std::filesystem::path& scratch_directory) {
  const auto limits = bundle_limits();
  BARYON_TRY(auto root, bundle::find_bundle_root(archive, limits));
  return bundle::scan(archive, limits,
                      {.root_names = {},
                       .scratch_directory = scratch_directory,
                       .root = std::move(root),
                       .absolute_names = archive::AbsoluteNames::strip,
                       .registration_file = bundle::RegistrationFile::optional,
                       .prefix = version_directory(pending) + "/"});
}

}  // namespace

Result<void> Registration::take(const registry::PendingVersion& pending) {
  BARYON_TRY(auto archive, sources_.fetch(pending.source));
  BARYON_TRY(const auto found, scan(archive, pending, scratch_directory_));
  if (!found.refusals.empty()) return fail(ErrorCode::invalid, text_of(found.refusals.front().findings));
  if (found.bundles.empty()) return fail(ErrorCode::invalid, "the archive holds no template");
  const auto& bundle = found.bundles.front();
  if (auto misfit = find_misfit(bundle, pending)) return fail(ErrorCode::invalid, *std::move(misfit));
  BARYON_TRY(auto bytes, File::create_unnamed(scratch_directory_));
  BARYON_CHECK(bundle::write_bundle_archive(bundle, found.scratch, bytes));
  BARYON_CHECK(bytes.rewind());
  const auto key = bundle_key(pending);
  BARYON_CHECK(store_.put(key, bytes, {}));
  return library_.finish_version(pending, bundle, key);
}

Result<std::optional<registry::Version>> Registration::run(const registry::PendingVersion& pending) {
  if (const auto taken = take(pending); !taken) {
    if (is_passing(taken.error())) return std::unexpected(taken.error());
    BARYON_CHECK(library_.fail_version(pending, shortened(taken.error().text())));
  }
  BARYON_TRY(auto version, library_.version_of(pending.template_key, pending.number));
  return version;
}

}  // namespace baryon::pipeline
