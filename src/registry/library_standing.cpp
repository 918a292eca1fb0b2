#include "registry/library_standing.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace baryon::registry {
namespace {

bool is_registered(const Version& version) {
  return version.status == VersionStatus::draft || version.status == VersionStatus::published;
}

}  // namespace

Result<std::vector<Standing::Named>> LibraryStanding::templates_named(const std::string& name) {
  std::vector<Named> found;
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    const TemplateKey key{.kind = kind, .name = name};
    BARYON_TRY(const auto one, library_.template_of(key));
    if (!one) continue;
    BARYON_TRY(const auto tags, library_.list_tags({.template_key = key}, "", all_listed));
    found.push_back({.kind = kind, .owner = push_tags::read_owner(tags)});
    if (kind == submission_.bundle.kind) owner_ = found.back().owner;
  }
  return found;
}

Result<const std::vector<Version>*> LibraryStanding::versions(const TemplateKey& key) {
  if (!versions_) {
    auto listed = library_.list_versions(key, {}, {}, all_listed);
    if (!listed && listed.error().code != ErrorCode::not_found) return std::unexpected(std::move(listed).error());
    versions_ = listed ? *std::move(listed) : std::vector<Version>();
    std::ranges::sort(*versions_, std::greater(), &Version::number);
  }
  return &*versions_;
}

Result<std::optional<std::int64_t>> LibraryStanding::directory_of(const TemplateKey& key, std::int64_t major) {
  BARYON_TRY(const auto* const all, versions(key));
  for (const auto& version : *all) {
    if (version.number.major != major || version.status == VersionStatus::registration_failed) continue;
    BARYON_TRY(const auto pushed, pushed_.of(version));
    if (pushed && pushed->directory_major() != 0) return pushed->directory_major();
  }
  return std::nullopt;
}

Result<std::optional<std::int64_t>> LibraryStanding::major_of_directory(const TemplateKey& key,
                                                                        std::int64_t directory_major) {
  BARYON_TRY(const auto* const all, versions(key));
  std::int64_t last = 0;
  for (const auto& version : *all) {
    const auto major = version.number.major;
    if (major == last) continue;
    last = major;
    BARYON_TRY(const auto directory, directory_of(key, major));
    if (directory == directory_major) return major;
  }
  return std::nullopt;
}

Result<bool> LibraryStanding::has_other_directory(const TemplateKey& key, std::int64_t major,
                                                  std::int64_t directory_major) {
  BARYON_TRY(const auto directory, directory_of(key, major));
  return directory && *directory != directory_major;
}

Result<std::int64_t> LibraryStanding::next_major(const TemplateKey& key) {
  BARYON_TRY(const auto* const all, versions(key));
  return all->empty() ? 1 : all->front().number.major + 1;
}

Result<std::int64_t> LibraryStanding::next_minor(const TemplateKey& key, std::int64_t major) {
  BARYON_TRY(const auto* const all, versions(key));
  const auto highest = std::ranges::find(*all, major, [](const Version& version) { return version.number.major; });
  return highest == all->end() ? 0 : highest->number.minor + 1;
}

Result<std::optional<Newest>> LibraryStanding::newest_of_major(const TemplateKey& key, std::int64_t major) {
  newest_ = std::nullopt;
  BARYON_TRY(const auto* const all, versions(key));
  for (const auto& listed : *all) {
    if (listed.number.major != major || listed.status == VersionStatus::registration_failed) continue;
    BARYON_TRY(const auto pushed, pushed_.of(listed));
    if (pushed && pushed->digest == submission_.bundle.digest) {
      newest_ = listed.number;
      return Newest{.number = listed.number, .digest = pushed->digest, .surface = {}};
    }
    if (!is_registered(listed)) continue;
    BARYON_TRY(auto version, library_.version_of(key, listed.number));
    if (!version) continue;  // deleted this moment
    BARYON_TRY(const auto whole, pushed_.complete(*std::move(version)));
    newest_ = whole.number;
    return Newest{.number = whole.number, .digest = whole.digest, .surface = whole.surface()};
  }
  return std::nullopt;
}

// The description begins with the commit, which spares looking at the tags of all others.
Result<std::optional<Version>> LibraryStanding::find_pushed(const Submission& submission, bool has_failed,
                                                            const std::string& run) {
  const auto& bundle = submission.bundle;
  BARYON_TRY(const auto* const all, versions({.kind = bundle.kind, .name = bundle.template_name}));
  for (const auto& version : *all) {
    const bool failed = version.status == VersionStatus::registration_failed;
    if (failed != has_failed || version.description != submission.description) continue;
    BARYON_TRY(const auto pushed, pushed_.of(version));
    const bool is_this = pushed && pushed->digest == bundle.digest && pushed->commit == submission.commit &&
                         pushed->directory == bundle.directory;
    if (is_this && (run.empty() || pushed->run == run)) return version;
  }
  return std::nullopt;
}

Result<std::optional<VersionNumber>> LibraryStanding::made_before(const Submission& submission) {
  BARYON_TRY(const auto made, find_pushed(submission, false, submission.run));
  if (!made) return std::nullopt;
  return made->number;
}

Result<std::optional<Version>> LibraryStanding::failed_before() { return find_pushed(submission_, true, ""); }

}  // namespace baryon::registry
