#pragma once

#include <cstdint>

#include "base/units.h"
#include "db/database.h"
#include "forge/forge.h"
#include "store/store.h"

namespace baryon::pipeline {

/// The forge of archives that others put into the store (`forge::archive_forge`). It has archives and nothing else:
/// anything else that is asked is unsupported. Thread-safe.
class StoredArchives final : public forge::Forge {
 public:
  /// Both must outlive it.
  StoredArchives(db::Database& database, store::Store& store, std::uint64_t max_archive = 4 * gib)
      : database_(database), store_(store), max_archive_(max_archive) {}

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] bool keeps_archives() const override { return true; }

  /// The object that came in last for that commit.
  Result<void> fetch_archive(const forge::Repository& repository, const std::string& commit, File& spool) override;

  Result<forge::Branches> branches(const forge::Repository& repository) override;
  Result<std::optional<forge::Head>> head(const forge::Repository& repository, const std::string& ref) override;
  Result<std::string> default_branch(const forge::Repository& repository) override;
  Result<bool> descends(const forge::Repository& repository, const std::string& commit,
                        const std::string& ancestor) override;
  Result<std::vector<forge::ListedRepository>> repositories(const std::string& project) override;
  Result<forge::Repository> find(const std::string& project, const std::string& slug) override;
  Result<void> report_status(const forge::Repository& repository, const std::string& commit,
                             const forge::BuildStatus& status) override;

 private:
  db::Database& database_;
  store::Store& store_;
  std::uint64_t max_archive_;
};

}  // namespace baryon::pipeline
