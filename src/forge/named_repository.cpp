#include "forge/named_repository.h"

#include <utility>

#include "base/glob.h"
#include "base/sha256.h"

namespace baryon::forge {
namespace {

// 63 bits of a digest, so that it fits the column of a forge's own number and no two names meet; never 0.
std::int64_t id_of(std::string_view name) {
  const auto digest = sha256(name);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof(bits); ++i) bits = bits << 8U | digest.at(i);
  return static_cast<std::int64_t>(bits >> 1U | 1U);
}

}  // namespace

Repository repository_named(std::string project, std::string slug) {
  Repository repository{.project = std::move(project), .slug = std::move(slug)};
  repository.id = id_of(path_key(repository));
  return repository;
}

std::string path_key(const Repository& repository) { return to_lower(repository.path()); }

}  // namespace baryon::forge
