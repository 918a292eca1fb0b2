#include "forge/bitbucket/client.h"

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "base/glob.h"
#include "base/sha256.h"
#include "forge/bitbucket/archive_sink.h"
#include "forge/bitbucket/branch.h"
#include "forge/bitbucket/json.h"
#include "forge/bitbucket/repository.h"
#include "forge/ref_name.h"
#include "forge/repository_name.h"
#include "forge/text.h"
#include "net/url.h"

namespace baryon::forge::bitbucket {
namespace {

namespace json = boost::json;

// Limits of POST .../commits/{id}/builds.
constexpr std::size_t max_status_text = 255;
constexpr std::size_t max_status_url = 450;

std::string short_hash(std::string_view commit) { return std::string(commit.substr(0, 7)); }

Result<std::string> usable_hash(const std::string& commit) {
  if (!is_commit_hash(commit) || is_zero_hash(commit))
    return fail(ErrorCode::invalid, fmt::format("'{}' is not a commit's full hash", cut(first_line(commit), 50)));
  return to_lower(commit);
}

std::unexpected<Error> unreadable(std::string_view what) {
  return fail_for_now(ErrorCode::corrupt, fmt::format("Bitbucket's answer about {} cannot be understood", what),
                      "check that bitbucket.url is a Bitbucket Server or Data Center");
}

std::string_view state_name(BuildState state) {
  switch (state) {
    case BuildState::in_progress:
      return "INPROGRESS";
    case BuildState::successful:
      return "SUCCESSFUL";
    case BuildState::failed:
      return "FAILED";
  }
  return "FAILED";
}

// Keys tell statuses apart, so two long ones must not become the same by being cut.
std::string status_key(const std::string& key) {
  if (key.size() <= max_status_text) return key;
  const auto digest = to_hex(sha256(key)).substr(0, 16);
  return fmt::format("{}-{}", cut(key, max_status_text - digest.size() - 1), digest);
}

json::object status_body(const BuildStatus& status, const std::string& url) {
  json::object body{{"key", status_key(status.key)}, {"state", state_name(status.state)}, {"url", url}};
  if (!status.name.empty()) body["name"] = cut(status.name, max_status_text);
  if (!status.description.empty()) body["description"] = cut(status.description, max_status_text);
  return body;
}

}  // namespace

/// One of the places for archives that are fetched at the same time.
class BitbucketForge::ArchiveTurn {
 public:
  explicit ArchiveTurn(BitbucketForge& forge) : forge_(forge) {
    std::unique_lock lock(forge_.mutex_);
    is_taken_ = forge_.turn_.wait(lock, forge_.stop_,
                                  [this] { return forge_.running_archives_ < forge_.max_parallel_archives_; });
    if (is_taken_) ++forge_.running_archives_;
  }
  ~ArchiveTurn() {
    if (!is_taken_) return;
    {
      const std::lock_guard lock(forge_.mutex_);
      --forge_.running_archives_;
    }
    forge_.turn_.notify_one();
  }
  ArchiveTurn(const ArchiveTurn&) = delete;
  ArchiveTurn& operator=(const ArchiveTurn&) = delete;

  /// False where the program is stopping.
  [[nodiscard]] bool is_taken() const { return is_taken_; }

 private:
  BitbucketForge& forge_;
  bool is_taken_ = false;
};

BitbucketForge::BitbucketForge(BitbucketOptions options)
    : max_archive_(options.max_archive),
      max_parallel_archives_(options.max_parallel_archives),
      stop_(options.server.stop),
      rest_(std::move(options.server)) {}

Result<void> BitbucketForge::fetch_archive(const Repository& repository, const std::string& commit, File& spool) {
  BARYON_TRY(const auto path, repository_path(repository));
  BARYON_TRY(const auto hash, usable_hash(commit));
  if (!rest_.base()) return std::unexpected(rest_.base().error());
  const auto what = fmt::format("the archive of {} at {}", repository.path(), short_hash(hash));
  const ArchiveTurn turn(*this);
  if (!turn.is_taken())
    return fail_for_now(ErrorCode::unavailable, what + " was not fetched because the program is stopping");

  BARYON_CHECK(spool.rewind());
  if (::ftruncate(spool.descriptor(), 0) != 0) return std::unexpected(system_error("empty", "the spool file"));
  ArchiveSink sink(spool, net::shown_url(*rest_.base()), what);
  const auto answer = rest_.download(fmt::format("{}/archive?at={}&format=tar.gz", path, hash), max_archive_,
                                     [&](ByteView piece) { return sink.take(piece); });
  if (!answer && answer.error().code == ErrorCode::too_large)
    return fail(ErrorCode::too_large, fmt::format("{} is larger than {}", what, format_bytes(max_archive_)),
                "leave large files out of archives with export-ignore in .gitattributes");
  if (!answer) return std::unexpected(answer.error());
  if (answer->is_missing_commit())
    return fail(ErrorCode::not_found,
                fmt::format("commit {} is not in {} any more", short_hash(hash), repository.path()),
                "a force push or a deletion took it away");
  if (!answer->is_success()) return std::unexpected(rest_.error(*answer, what));
  BARYON_CHECK(sink.finish());
  return spool.rewind();
}

Result<Branches> BitbucketForge::branches(const Repository& repository) {
  BARYON_TRY(const auto path, repository_path(repository));
  const auto what = fmt::format("the branches of {}", repository.path());
  std::map<std::string, Head> heads;  // a branch made meanwhile can shift another into the next page once more
  Branches out;
  // By name: a push during the listing does not move a branch to another page, as it would by time.
  BARYON_CHECK(
      rest_.each(path + "/branches?limit=1000&orderBy=ALPHABETICAL", what, [&](const auto& object) -> Result<void> {
        auto branch = read_branch(object);
        if (!branch) return unreadable(what);
        if (branch->is_default) out.default_branch = branch->head.ref;
        auto ref = branch->head.ref;
        heads[std::move(ref)] = std::move(branch->head);
        return {};
      }));
  out.heads.reserve(heads.size());
  for (auto& [ref, head] : heads) out.heads.push_back(std::move(head));
  return out;
}

Result<std::optional<Head>> BitbucketForge::head(const Repository& repository, const std::string& ref) {
  BARYON_TRY(const auto path, repository_path(repository));
  if (!is_plausible_ref(ref)) return fail(ErrorCode::invalid, "not a full ref name", "write it like refs/heads/main");
  const auto what = fmt::format("{} of {}", ref, repository.path());
  BARYON_TRY(const auto answer, rest_.get(fmt::format("{}/commits?until={}&limit=1", path, percent_encode(ref))));
  if (answer.is_missing_commit()) return std::nullopt;
  if (!answer.is_success()) return std::unexpected(rest_.error(answer, what));
  const auto* const body = answer.body.if_object();
  const auto* const values = body == nullptr ? nullptr : array_at(*body, "values");
  if (values == nullptr) return unreadable(what);
  if (values->empty()) return std::nullopt;
  const auto* const commit = values->front().if_object();
  const auto id = commit == nullptr ? std::nullopt : text_at(*commit, "id");
  if (!id || !is_commit_hash(*id)) return unreadable(what);
  return Head{.ref = ref, .commit = to_lower(*id), .subject = first_line(text_at(*commit, "message").value_or(""))};
}

Result<std::string> BitbucketForge::default_branch(const Repository& repository) {
  BARYON_TRY(const auto path, repository_path(repository));
  const auto what = fmt::format("the default branch of {}", repository.path());
  BARYON_TRY(auto answer, rest_.get(path + "/default-branch"));
  if (answer.is_unmapped()) {
    BARYON_TRY(answer, rest_.get(path + "/branches/default"));  // older servers
  }
  if (answer.status == 204) return fail(ErrorCode::not_found, fmt::format("{} is empty", repository.path()));
  if (!answer.is_success()) return std::unexpected(rest_.error(answer, what));
  const auto* const body = answer.body.if_object();
  const auto id = body == nullptr ? std::nullopt : text_at(*body, "id");
  if (!id || !is_plausible_ref(*id)) return unreadable(what);
  return std::string(*id);
}

// No commit that `ancestor` reaches and `commit` does not: then all of its history is in that of `commit`.
Result<bool> BitbucketForge::descends(const Repository& repository, const std::string& commit,
                                      const std::string& ancestor) {
  BARYON_TRY(const auto path, repository_path(repository));
  BARYON_TRY(const auto newer, usable_hash(commit));
  BARYON_TRY(const auto older, usable_hash(ancestor));
  const auto what = fmt::format("the history of {} in {}", short_hash(newer), repository.path());
  BARYON_TRY(const auto answer, rest_.get(fmt::format("{}/commits?until={}&since={}&limit=1", path, older, newer)));
  if (answer.is_missing_commit()) return false;
  if (!answer.is_success()) return std::unexpected(rest_.error(answer, what));
  const auto* const body = answer.body.if_object();
  const auto* const values = body == nullptr ? nullptr : array_at(*body, "values");
  if (values == nullptr) return unreadable(what);
  return values->empty();
}

Result<std::vector<ListedRepository>> BitbucketForge::repositories(const std::string& project) {
  if (!project.empty() && !is_plausible_name(project))
    return fail(ErrorCode::invalid, "not a project's key", "write it like PROJECT");
  // Without `archived` newer servers leave archived repositories out; older ones ignore it.
  const auto path = project.empty() ? std::string("/rest/api/latest/repos?archived=ALL&limit=1000")
                                    : fmt::format("/rest/api/latest/projects/{}/repos?archived=ALL&limit=1000",
                                                  percent_encode(project));
  const auto what = project.empty() ? std::string("all repositories") : "the repositories of project " + project;
  std::map<std::int64_t, ListedRepository> listed;  // one made or removed meanwhile shifts others between pages
  BARYON_CHECK(rest_.each(path, what, [&](const auto& object) -> Result<void> {
    auto one = read_listed_repository(object);
    if (!one) return unreadable(what);
    const auto id = one->repository.id;
    listed[id] = *std::move(one);
    return {};
  }));
  std::vector<ListedRepository> out;
  out.reserve(listed.size());
  for (auto& [id, repository] : listed) out.push_back(std::move(repository));
  return out;
}

Result<Repository> BitbucketForge::find(const std::string& project, const std::string& slug) {
  const Repository wanted{.project = project, .slug = slug};
  BARYON_TRY(const auto path, repository_path(wanted));
  BARYON_TRY(const auto answer, rest_.get(path));
  if (!answer.is_success()) return std::unexpected(rest_.error(answer, wanted.path()));
  const auto* const body = answer.body.if_object();
  if (body == nullptr) return unreadable(wanted.path());
  auto repository = read_repository(*body);
  if (!repository) return unreadable(wanted.path());
  return repository;
}

Result<void> BitbucketForge::report_status(const Repository& repository, const std::string& commit,
                                           const BuildStatus& status) {
  BARYON_TRY(const auto path, repository_path(repository));
  BARYON_TRY(const auto hash, usable_hash(commit));
  if (!rest_.base()) return std::unexpected(rest_.base().error());
  const auto url = status.url.empty()
                       ? fmt::format("{}/projects/{}/repos/{}/commits/{}", *rest_.base(),
                                     percent_encode(repository.project), percent_encode(repository.slug), hash)
                       : status.url;
  if (url.size() > max_status_url)
    return fail(ErrorCode::invalid, fmt::format("a build status' URL is longer than {} bytes", max_status_url));
  const auto body = status_body(status, url);
  auto with_ref = body;
  if (is_plausible_ref(status.ref)) with_ref["ref"] = status.ref;
  BARYON_TRY(auto answer, rest_.post(fmt::format("{}/commits/{}/builds", path, hash), with_ref));
  if (answer.is_unmapped()) {
    BARYON_TRY(answer, rest_.post("/rest/build-status/1.0/commits/" + hash, body));  // older servers
  }
  if (answer.is_success()) return {};
  return std::unexpected(
      rest_.error(answer, fmt::format("the build status of {} in {}", short_hash(hash), repository.path())));
}

}  // namespace baryon::forge::bitbucket
