#include "registry/owners.h"

#include <string>

#include "forge/named_repository.h"

namespace baryon::registry {
namespace {

std::string path_key(const Owner& owner) { return forge::path_key({.project = owner.project, .slug = owner.slug}); }

}  // namespace

bool is_known_by_name(const Owner& owner) { return owner.forge == forge::archive_forge; }

bool is_same(const Owner& a, const Owner& b) {
  if (is_known_by_name(a) || is_known_by_name(b)) return path_key(a) == path_key(b);
  return a.forge == b.forge && a.repository_id == b.repository_id &&
         (a.repository_id != 0 || (a.project == b.project && a.slug == b.slug));
}

bool is_vaguer(const Owner& owner, const Owner& other) {
  return is_known_by_name(owner) && !other.is_nobody() && !is_known_by_name(other);
}

}  // namespace baryon::registry
