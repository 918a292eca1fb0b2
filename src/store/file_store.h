#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"
#include "store/store_key.h"

namespace baryon::store {

/// Objects as files of a directory, each sealed (store/envelope.h). The key is the file's path below the root, so that
/// `ls` shows what there is; directories get mode 0700, files 0600. Thread-safe, and safe with other processes on the
/// same directory.
///
/// A put is written to `<root>/.incoming/`, synced, renamed and its directories synced; what a crash leaves there is
/// removed by the next `open` once it is an hour old. Beside the rules of `Store`, because keys are paths: a segment
/// has at most 255 bytes (invalid), the first segment is not `.incoming` (invalid), and no key is a directory of
/// another
/// (`a` and `a/b`: conflict). Each key has one version, without an id; its size is the file's.
class FileStore final : public Store {
 public:
  /// Makes the directory where it is missing. Errors: unavailable.
  [[nodiscard]] static Result<std::unique_ptr<FileStore>> open(std::filesystem::path root, StoreKey key);

  Result<void> put(const std::string& key, File& content, const Metadata& metadata) override;
  Result<ObjectInfo> get(const std::string& key, const Sink& sink) override;
  Result<ObjectInfo> head(const std::string& key) override;
  Result<std::vector<std::string>> list(const std::string& prefix) override;
  Result<void> remove(const std::string& key) override;
  Result<std::vector<ObjectVersion>> list_versions(const std::string& prefix) override;
  Result<void> remove_versions(std::span<const ObjectVersion> versions) override;
  Result<void> check() override;

 private:
  FileStore(std::filesystem::path root, StoreKey key);

  [[nodiscard]] Result<std::filesystem::path> path_of(const std::string& key) const;
  [[nodiscard]] Result<File> open_file(const std::string& key) const;

  [[nodiscard]] Result<void> make_incoming() const;

  /// Seals into a new file of `incoming_`, synced.
  [[nodiscard]] Result<std::filesystem::path> write_incoming(const ObjectInfo& info, File& content) const;

  /// Gives such a file its place, durably.
  [[nodiscard]] Result<void> place(const std::filesystem::path& incoming, const std::string& key) const;

  std::filesystem::path root_;
  std::filesystem::path incoming_;
  StoreKey key_;
};

}  // namespace baryon::store
