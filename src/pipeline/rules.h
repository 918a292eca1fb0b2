#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forge/event.h"

namespace baryon::pipeline {

/// Which repositories and branches are synced: `bitbucket.projects` and `bitbucket.branches`.
struct Rules {
  std::vector<std::string> projects = {"*"};  ///< globs on `PROJECT`, or on `PROJECT/slug` where they hold a `/`
  std::vector<std::string> branches;          ///< globs on `main`; empty: the repository's default branch
};

enum class Verdict : std::uint8_t {
  sync,
  ignore,
  ask_forge,  ///< only the default branch is synced, and which one that is has to be asked
};

struct Judgement {
  Verdict verdict = Verdict::ignore;
  std::string reason;
};

/// Whether the repository is configured at all; the reason says why not.
[[nodiscard]] Judgement judge_repository(const Rules& rules, const forge::Repository& repository);

/// What to do about one change. `default_branch`: full name, where it is known for sure.
[[nodiscard]] Judgement judge(const Rules& rules, const forge::RefChange& change,
                              const std::optional<std::string>& default_branch);

/// Whether a branch, by its full name, is one to sync.
[[nodiscard]] Judgement judge_branch(const Rules& rules, const std::string& ref,
                                     const std::optional<std::string>& default_branch);

/// Whether an archive that others put into the store is one to sync. Nobody can be asked for its repository's default
/// branch, so without configured branches any is; `ref` may be none of a branch, where the archive names none.
[[nodiscard]] Judgement judge_archive(const Rules& rules, const forge::Repository& repository, const std::string& ref);

}  // namespace baryon::pipeline
