#include "pipeline/archive_pruner.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/log.h"

namespace baryon::pipeline {
namespace {

void report(const PrunedArchives& pruned) {
  std::size_t versions = 0;
  std::uint64_t bytes = 0;
  for (const auto& archive : pruned.removed) {
    log::debug("old archive removed", {{"key", archive.key},
                                       {"repository", archive.repository},
                                       {"branch", archive.branch},
                                       {"commit", archive.commit}});
    versions += archive.versions;
    bytes += archive.size;
  }
  log::write(
      pruned.removed.empty() ? log::Level::debug : log::Level::info, "old archives removed",
      {{"archives", pruned.removed.size()}, {"object_versions", versions}, {"bytes", bytes}, {"kept", pruned.kept}});
}

}  // namespace

ArchivePruner::ArchivePruner(ArchiveRetention& retention, ArchivePrunerOptions options)
    : retention_(retention), options_(std::move(options)) {}

void ArchivePruner::start() {
  thread_.start([this] { work(); });
}

void ArchivePruner::stop() { thread_.stop(); }

void ArchivePruner::work() {
  auto delay = std::min(options_.first_delay, options_.interval);
  while (thread_.pause(delay)) {
    if (options_.is_ours()) run();
    delay = options_.interval;
  }
}

void ArchivePruner::run() {
  const auto pruned = retention_.prune(options_.keep, ArchiveRetention::Mode::apply);
  if (pruned) return report(*pruned);
  log::warning("old archives cannot be removed", {{"reason", pruned.error().message}, {"hint", pruned.error().hint}});
}

}  // namespace baryon::pipeline
