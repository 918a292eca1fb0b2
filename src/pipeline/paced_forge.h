#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/pauses.h"
#include "forge/forge.h"
#include "pipeline/pacer.h"

namespace baryon::pipeline {

/// A forge that is asked much at a time: when it says that it is asked too much, all callers slow down, and the call is
/// made again. What it still refuses then fails as it would without. Thread-safe.
class PacedForge final : public forge::Forge {
 public:
  /// Both must outlive it.
  PacedForge(forge::Forge& forge, Pauses& pauses, Pacer::Now now = std::chrono::steady_clock::now)
      : forge_(forge), pacer_(pauses, std::move(now)) {}

  [[nodiscard]] std::string_view name() const override { return forge_.name(); }
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
  template <class Call>
  auto paced(Call call) -> decltype(call());

  forge::Forge& forge_;
  Pacer pacer_;
};

}  // namespace baryon::pipeline
