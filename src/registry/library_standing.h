#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "registry/decision.h"
#include "registry/library.h"
#include "registry/pushed_versions.h"

namespace baryon::registry {

/// More than a library lists.
inline constexpr std::size_t all_listed = 1'000'000;

/// How a template library stands towards one submission. What was asked for once is not asked for again, so that it is
/// good for one decision. Numbers of versions that were deleted are not known: those that will be given next are a
/// guess. One thread at a time.
class LibraryStanding final : public Standing {
 public:
  /// All must outlive it.
  LibraryStanding(Library& library, PushedVersions& pushed, const Submission& submission)
      : library_(library), pushed_(pushed), submission_(submission) {}

  Result<std::vector<Named>> templates_named(const std::string& name) override;
  Result<std::optional<std::int64_t>> major_of_directory(const TemplateKey& key, std::int64_t directory_major) override;
  Result<bool> has_other_directory(const TemplateKey& key, std::int64_t major, std::int64_t directory_major) override;
  Result<std::int64_t> next_major(const TemplateKey& key) override;
  Result<std::int64_t> next_minor(const TemplateKey& key, std::int64_t major) override;

  /// A version of the submission's content counts while its registration goes on, too: it is what a run that was cut
  /// off, or another Baryon, has begun. What it offers is left out, as there is nothing to compare.
  Result<std::optional<Newest>> newest_of_major(const TemplateKey& key, std::int64_t major) override;

  /// One whose registration goes on counts, too.
  Result<std::optional<VersionNumber>> made_before(const Submission& submission) override;

  /// What `newest_of_major` gave last.
  [[nodiscard]] const std::optional<VersionNumber>& newest() const { return newest_; }

  /// Whose the template is, as its tags tell; nobody where there is none.
  [[nodiscard]] const Owner& owner() const { return owner_; }

  /// The newest version of this very commit and content whose registration failed.
  Result<std::optional<Version>> failed_before();

 private:
  /// Highest first; none where there is no template.
  Result<const std::vector<Version>*> versions(const TemplateKey& key);

  /// The newest version of this very commit and content whose registration failed, or whose did not; of one run, or of
  /// any where it is empty.
  Result<std::optional<Version>> find_pushed(const Submission& submission, bool has_failed, const std::string& run);

  /// The N of the directory that a major's versions come from; nothing where all were made by hand or failed.
  Result<std::optional<std::int64_t>> directory_of(const TemplateKey& key, std::int64_t major);

  Library& library_;
  PushedVersions& pushed_;
  const Submission& submission_;
  std::optional<std::vector<Version>> versions_;
  std::optional<VersionNumber> newest_;
  Owner owner_;
};

}  // namespace baryon::registry
