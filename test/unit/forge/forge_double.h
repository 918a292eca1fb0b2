#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/glob.h"
#include "forge/forge.h"

namespace baryon::forge {

/// A forge in memory: what a test sets is what it answers, and it can be made to fail. Thread-safe.
///
///     ForgeDouble forge;
///     forge.push(repository, "refs/heads/main", commit, archive_bytes, "First commit");
///     forge.fail_next(ForgeDouble::Call::archive, Error{.code = ErrorCode::unavailable, .retryable = true}, 2);
class ForgeDouble final : public Forge {
 public:
  enum class Call : std::uint8_t {
    archive,
    branches,
    head,
    default_branch,
    descends,
    repositories,
    find,
    report_status
  };

  struct Report {
    Repository repository;
    std::string commit;
    BuildStatus status;
  };

  /// The branch is at this commit from now on, whose archive holds these bytes.
  void push(const Repository& repository, const std::string& ref, const std::string& commit, std::string archive = {},
            std::string subject = {}) {
    const std::lock_guard lock(mutex_);
    auto& known = repositories_[to_lower(repository.path())];
    known.repository = repository;
    known.heads[ref] = {.ref = ref, .commit = commit, .subject = std::move(subject)};
    known.archives[commit] = std::move(archive);
  }

  void remove_ref(const Repository& repository, const std::string& ref) {
    const std::lock_guard lock(mutex_);
    repositories_[to_lower(repository.path())].heads.erase(ref);
  }

  /// As after a garbage collection: the commit is gone.
  void remove_commit(const Repository& repository, const std::string& commit) {
    const std::lock_guard lock(mutex_);
    repositories_[to_lower(repository.path())].archives.erase(commit);
  }

  void set_default_branch(const Repository& repository, std::string ref) {
    const std::lock_guard lock(mutex_);
    auto& known = repositories_[to_lower(repository.path())];
    known.repository = repository;
    known.default_branch = std::move(ref);
  }

  /// `commit` was made on top of `parent`.
  void set_parent(const std::string& commit, const std::string& parent) {
    const std::lock_guard lock(mutex_);
    parents_[commit] = parent;
  }

  void set_archived(const Repository& repository, bool is_archived = true) {
    const std::lock_guard lock(mutex_);
    repositories_[to_lower(repository.path())].is_archived = is_archived;
  }

  /// It keeps its id and all that is in it.
  void rename(const Repository& from, const Repository& to) {
    const std::lock_guard lock(mutex_);
    auto node = repositories_.extract(to_lower(from.path()));
    node.key() = to_lower(to.path());
    node.mapped().repository = to;
    repositories_.insert(std::move(node));
  }

  void remove(const Repository& repository) {
    const std::lock_guard lock(mutex_);
    repositories_.erase(to_lower(repository.path()));
  }

  /// The next so many calls of that kind fail.
  void fail_next(Call call, Error error, int times = 1) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < times; ++i) failures_[call].push_back(error);
  }

  /// Runs at the start of every call, without any lock held: to block, or to change things in between.
  void on_call(std::function<void(Call)> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
  }

  [[nodiscard]] int calls(Call call) const {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
  }

  [[nodiscard]] std::vector<Report> reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
  }

  [[nodiscard]] std::string_view name() const override { return "bitbucket"; }

  Result<void> fetch_archive(const Repository& repository, const std::string& commit, File& spool) override {
    BARYON_CHECK(begin(Call::archive));
    std::string bytes;
    {
      const std::lock_guard lock(mutex_);
      BARYON_TRY(const auto* known, find_known(repository));
      const auto found = known->archives.find(commit);
      if (found == known->archives.end())
        return fail(ErrorCode::not_found,
                    "commit " + commit.substr(0, 7) + " is not in " + repository.path() + " any more");
      bytes = found->second;
    }
    BARYON_CHECK(spool.rewind());
    BARYON_CHECK(spool.write(as_bytes(bytes)));
    return spool.rewind();
  }

  Result<Branches> branches(const Repository& repository) override {
    BARYON_CHECK(begin(Call::branches));
    const std::lock_guard lock(mutex_);
    BARYON_TRY(const auto* known, find_known(repository));
    Branches out;
    for (const auto& [ref, head] : known->heads)
      if (ref.starts_with("refs/heads/")) out.heads.push_back({.ref = ref, .commit = head.commit});
    if (known->heads.contains(known->default_branch)) out.default_branch = known->default_branch;
    return out;
  }

  Result<bool> descends(const Repository& repository, const std::string& commit, const std::string& ancestor) override {
    BARYON_CHECK(begin(Call::descends));
    const std::lock_guard lock(mutex_);
    BARYON_CHECK(find_known(repository));
    for (auto at = commit; at != ancestor;) {
      const auto parent = parents_.find(at);
      if (parent == parents_.end()) return false;
      at = parent->second;
    }
    return true;
  }

  Result<std::vector<ListedRepository>> repositories(const std::string& project) override {
    BARYON_CHECK(begin(Call::repositories));
    const std::lock_guard lock(mutex_);
    std::vector<ListedRepository> out;
    for (const auto& [path, known] : repositories_)
      if (project.empty() || to_lower(project) == to_lower(known.repository.project))
        out.push_back({.repository = known.repository, .is_archived = known.is_archived});
    if (out.empty() && !project.empty()) return fail(ErrorCode::not_found, "Bitbucket does not have " + project);
    return out;
  }

  Result<std::optional<Head>> head(const Repository& repository, const std::string& ref) override {
    BARYON_CHECK(begin(Call::head));
    const std::lock_guard lock(mutex_);
    BARYON_TRY(const auto* known, find_known(repository));
    const auto found = known->heads.find(ref);
    return found == known->heads.end() ? std::nullopt : std::optional(found->second);
  }

  Result<std::string> default_branch(const Repository& repository) override {
    BARYON_CHECK(begin(Call::default_branch));
    const std::lock_guard lock(mutex_);
    BARYON_TRY(const auto* known, find_known(repository));
    return known->default_branch;
  }

  Result<Repository> find(const std::string& project, const std::string& slug) override {
    BARYON_CHECK(begin(Call::find));
    const std::lock_guard lock(mutex_);
    BARYON_TRY(const auto* known, find_known({.project = project, .slug = slug}));
    return known->repository;
  }

  Result<void> report_status(const Repository& repository, const std::string& commit,
                             const BuildStatus& status) override {
    BARYON_CHECK(begin(Call::report_status));
    const std::lock_guard lock(mutex_);
    reports_.push_back({.repository = repository, .commit = commit, .status = status});
    return {};
  }

 private:
  struct Known {
    Repository repository;
    std::map<std::string, Head> heads;
    std::map<std::string, std::string> archives;
    std::string default_branch = "refs/heads/main";
    bool is_archived = false;
  };

  Result<void> begin(Call call) {
    std::function<void(Call)> hook;
    {
      const std::lock_guard lock(mutex_);
      ++calls_[call];
      hook = hook_;
    }
    if (hook) hook(call);
    const std::lock_guard lock(mutex_);
    auto& failures = failures_[call];
    if (failures.empty()) return {};
    auto error = std::move(failures.front());
    failures.erase(failures.begin());
    return std::unexpected(std::move(error));
  }

  Result<const Known*> find_known(const Repository& repository) const {
    const auto found = repositories_.find(to_lower(repository.path()));
    if (found == repositories_.end()) return fail(ErrorCode::not_found, "Bitbucket does not have " + repository.path());
    return &found->second;
  }

  mutable std::mutex mutex_;
  std::map<std::string, Known> repositories_;  // by path in lower case, as Bitbucket finds them
  std::map<std::string, std::string> parents_;
  std::map<Call, std::vector<Error>> failures_;
  std::map<Call, int> calls_;
  std::vector<Report> reports_;
  std::function<void(Call)> hook_;
};

}  // namespace baryon::forge
