#include "registry/pushed_versions.h"

#include <utility>

namespace baryon::registry {
namespace {

constexpr std::size_t all_tags = 1000;  // a resource has 50 and those that the service adds

}  // namespace

Result<std::optional<push_tags::Pushed>> PushedVersions::of(const Version& version) {
  const TemplateKey template_key{.kind = version.kind, .name = version.template_name};
  const Key key(template_key, version.number, version.created_at);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  }
  const auto tags = library_.list_tags({.template_key = template_key, .version = version.number}, "", all_tags);
  if (!tags && tags.error().code == ErrorCode::not_found) return std::nullopt;
  if (!tags) return std::unexpected(tags.error());
  auto pushed = push_tags::read_version(*tags);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most_kept) kept_.clear();
  kept_.emplace(key, pushed);
  return pushed;
}

Result<Version> PushedVersions::complete(Version version) {
  BARYON_TRY(auto pushed, of(version));
  if (!pushed) return version;
  const auto slash = pushed->repository.find('/');
  if (slash != std::string::npos) {
    version.project = pushed->repository.substr(0, slash);
    version.slug = pushed->repository.substr(slash + 1);
  }
  version.digest = std::move(pushed->digest);
  version.commit = std::move(pushed->commit);
  version.ref = std::move(pushed->ref);
  version.directory = std::move(pushed->directory);
  version.bundle_key = std::move(pushed->bundle_key);
  version.engine = std::move(pushed->engine);
  version.outputs = std::move(pushed->outputs);
  return version;
}

}  // namespace baryon::registry
