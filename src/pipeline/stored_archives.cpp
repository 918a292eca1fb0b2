#include "pipeline/stored_archives.h"

#include <fmt/format.h>

#include "forge/named_repository.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using forge::Repository;

constexpr std::string_view select_key =
    "SELECT object_key FROM stored_archives WHERE repository_id = :repository_id AND commit_id = :commit_id ORDER BY "
    "put_at DESC LIMIT 1";

std::unexpected<Error> nobody_to_ask() {
  return fail(ErrorCode::unsupported, "an archive in the store has no forge that can be asked");
}

}  // namespace

std::string_view StoredArchives::name() const { return forge::archive_forge; }

Result<void> StoredArchives::fetch_archive(const Repository& repository, const std::string& commit, File& spool) {
  BARYON_TRY(const auto row, database_.read([&](Session& session) {
    return session.query_one<std::string>(select_key, repository.id, commit);
  }));
  if (!row)
    return fail(ErrorCode::not_found, fmt::format("no archive of {} at {} is known", repository.path(), commit));
  std::uint64_t size = 0;
  BARYON_CHECK(store_.get(std::get<0>(*row), [&](ByteView piece) -> Result<void> {
    size += piece.size();
    if (size > max_archive_)
      return fail(ErrorCode::too_large, fmt::format("the archive is larger than {}", format_bytes(max_archive_)));
    return spool.write(piece);
  }));
  return {};
}

Result<forge::Branches> StoredArchives::branches(const Repository& /*repository*/) { return nobody_to_ask(); }

Result<std::optional<forge::Head>> StoredArchives::head(const Repository& /*repository*/, const std::string& /*ref*/) {
  return nobody_to_ask();
}

Result<std::string> StoredArchives::default_branch(const Repository& /*repository*/) { return nobody_to_ask(); }

Result<bool> StoredArchives::descends(const Repository& /*repository*/, const std::string& /*commit*/,
                                      const std::string& /*ancestor*/) {
  return nobody_to_ask();
}

Result<std::vector<forge::ListedRepository>> StoredArchives::repositories(const std::string& /*project*/) {
  return nobody_to_ask();
}

Result<Repository> StoredArchives::find(const std::string& /*project*/, const std::string& /*slug*/) {
  return nobody_to_ask();
}

Result<void> StoredArchives::report_status(const Repository& /*repository*/, const std::string& /*commit*/,
                                           const forge::BuildStatus& /*status*/) {
  return nobody_to_ask();
}

}  // namespace baryon::pipeline
