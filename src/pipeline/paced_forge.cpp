#include "pipeline/paced_forge.h"

namespace baryon::pipeline {
namespace {

constexpr int most_tries = 10;
// Who wants more is in maintenance: then the caller comes back later.
constexpr std::chrono::minutes longest_pause(2);

}  // namespace

template <class Call>
auto PacedForge::paced(Call call) -> decltype(call()) {
  for (int attempt = 1;; ++attempt) {
    if (!pacer_.wait())
      return fail_for_now(ErrorCode::unavailable, "Bitbucket was not asked because the program is stopping");
    auto result = call();
    if (result) {
      pacer_.speed_up();
      return result;
    }
    const auto pause = result.error().retry_after;
    if (!pause || *pause > longest_pause) return result;
    pacer_.slow_down(*pause);
    if (attempt == most_tries) return result;
  }
}

Result<void> PacedForge::fetch_archive(const forge::Repository& repository, const std::string& commit, File& spool) {
  return paced([&] { return forge_.fetch_archive(repository, commit, spool); });
}

Result<forge::Branches> PacedForge::branches(const forge::Repository& repository) {
  return paced([&] { return forge_.branches(repository); });
}

Result<std::optional<forge::Head>> PacedForge::head(const forge::Repository& repository, const std::string& ref) {
  return paced([&] { return forge_.head(repository, ref); });
}

Result<std::string> PacedForge::default_branch(const forge::Repository& repository) {
  return paced([&] { return forge_.default_branch(repository); });
}

Result<bool> PacedForge::descends(const forge::Repository& repository, const std::string& commit,
                                  const std::string& ancestor) {
  return paced([&] { return forge_.descends(repository, commit, ancestor); });
}

Result<std::vector<forge::ListedRepository>> PacedForge::repositories(const std::string& project) {
  return paced([&] { return forge_.repositories(project); });
}

Result<forge::Repository> PacedForge::find(const std::string& project, const std::string& slug) {
  return paced([&] { return forge_.find(project, slug); });
}

Result<void> PacedForge::report_status(const forge::Repository& repository, const std::string& commit,
                                       const forge::BuildStatus& status) {
  return paced([&] { return forge_.report_status(repository, commit, status); });
}

}  // namespace baryon::pipeline
