#include "cli/sync_source.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "archive/archive_directory.h"
#include "cli/git.h"

namespace baryon::cli {
namespace {

namespace fs = std::filesystem;

// The name of a directory or file, without what only says how it is packed.
std::string local_name(const fs::path& path) {
  auto name = fs::absolute(path).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  auto text = name.filename().string();
  for (const std::string_view suffix : {".tar.gz", ".tgz", ".git"})
    if (text.ends_with(suffix) && text.size() > suffix.size()) text.resize(text.size() - suffix.size());
  return text;
}

registry::Owner local_owner(const fs::path& path) {
  return {.forge = "local", .repository_id = 0, .project = "local", .slug = local_name(path)};
}

Result<SyncSource> from_git(app::Application& application, const fs::path& path, const std::string& ref) {
  const auto wanted = ref.empty() ? std::string("HEAD") : ref;
  const auto commit = run_git(path, {"rev-parse", "--verify", "--end-of-options", wanted + "^{commit}"});
  if (!commit)
    return fail(ErrorCode::not_found, fmt::format("'{}' has no branch, tag or commit '{}'", path.string(), wanted),
                ref.empty() ? "commit something first" : "name another one with --ref");
  BARYON_TRY(const auto subject, run_git(path, {"log", "-1", "--format=%s", *commit}));
  const auto branch = run_git(path, {"rev-parse", "--symbolic-full-name", wanted});
  BARYON_TRY(auto archive, File::create_unnamed(application.spool_directory()));
  BARYON_CHECK(run_git_into(path, {"archive", "--format=tar.gz", *commit}, archive));
  BARYON_CHECK(archive.rewind());
  return SyncSource{
      .archive = std::move(archive),
      .origin = {.owner = local_owner(path), .ref = branch.value_or(""), .commit = *commit, .subject = subject}};
}

Result<SyncSource> from_directory(app::Application& application, const fs::path& path) {
  BARYON_TRY(auto archive, File::create_unnamed(application.spool_directory()));
  BARYON_CHECK(archive::archive_directory(path, archive));
  BARYON_CHECK(archive.rewind());
  return SyncSource{.archive = std::move(archive),
                    .origin = {.owner = local_owner(path), .ref = "", .commit = "", .subject = ""}};
}

Result<SyncSource> from_archive(const fs::path& path) {
  BARYON_TRY(auto archive, File::open(path));
  return SyncSource{.archive = std::move(archive),
                    .origin = {.owner = local_owner(path), .ref = "", .commit = "", .subject = ""}};
}

Result<SyncSource> from_forge(app::Application& application, const std::string& project, const std::string& slug,
                              const std::string& ref) {
  auto& forge = application.forge();
  BARYON_TRY(const auto repository, forge.find(project, slug));
  auto full_ref = ref;
  if (ref.empty()) {
    BARYON_TRY(full_ref, forge.default_branch(repository));
  } else if (!ref.starts_with("refs/")) {
    full_ref = "refs/heads/" + ref;
  }
  BARYON_TRY(const auto head, forge.head(repository, full_ref));
  if (!head)
    return fail(ErrorCode::not_found, fmt::format("{} has no {}", repository.path(), full_ref),
                "name a branch with --ref");
  BARYON_TRY(auto archive, File::create_unnamed(application.spool_directory()));
  BARYON_CHECK(forge.fetch_archive(repository, head->commit, archive));
  return SyncSource{.archive = std::move(archive),
                    .origin = {.owner = {.forge = std::string(forge.name()),
                                         .repository_id = repository.id,
                                         .project = repository.project,
                                         .slug = repository.slug},
                               .ref = full_ref,
                               .commit = head->commit,
                               .subject = head->subject}};
}

}  // namespace

Result<SyncSource> open_source(app::Application& application, const std::string& source, const std::string& ref) {
  const fs::path path(source);
  std::error_code ignored;
  if (fs::is_directory(path, ignored) && is_git_repository(path)) return from_git(application, path, ref);
  const bool is_local = fs::exists(path, ignored);
  if (is_local && !ref.empty())
    return fail(ErrorCode::usage, fmt::format("'{}' is no Git repository, so --ref has no meaning", source));
  if (fs::is_directory(path, ignored)) return from_directory(application, path);
  if (is_local) return from_archive(path);
  const auto slash = source.find('/');
  const bool is_repository = slash != std::string::npos && slash > 0 && slash + 1 < source.size() &&
                             source.find('/', slash + 1) == std::string::npos && !source.starts_with('.');
  if (is_repository) return from_forge(application, source.substr(0, slash), source.substr(slash + 1), ref);
  return fail(ErrorCode::not_found, fmt::format("'{}' does not exist", source),
              "give a Git repository, a directory, a .tar.gz, or PROJECT/repository on Bitbucket");
}

}  // namespace baryon::cli
