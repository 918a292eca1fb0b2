#include "archive/archive_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "archive/path_index.h"
#include "archive/path_rules.h"
#include "archive/tar_writer.h"

namespace baryon::archive {
namespace {

namespace fs = std::filesystem;

struct Child {
  std::string name;
  fs::file_type type = fs::file_type::none;

  /// Sorted by it, a walk that goes into directories as they come meets all paths in the order of their bytes.
  [[nodiscard]] std::string sort_key() const { return type == fs::file_type::directory ? name + '/' : name; }
};

Error failure(std::string_view doing, const fs::path& path, const std::error_code& code) {
  errno = code.value();
  return system_error(doing, path);
}

Result<std::vector<Child>> list(const fs::path& directory, std::uint64_t limit) {
  std::vector<Child> children;
  std::error_code code;
  for (fs::directory_iterator i(directory, code), end; !code && i != end; i.increment(code)) {
    const auto type = i->symlink_status(code).type();
    if (code) break;
    auto name = i->path().filename().string();
    const bool is_kept =
        type == fs::file_type::regular || type == fs::file_type::directory || type == fs::file_type::symlink;
    if (is_kept && name != ".git") children.push_back({std::move(name), type});
    if (children.size() > limit)
      return fail(ErrorCode::too_large,
                  fmt::format("the directory '{}' passes the limit entries of {}", directory.string(), limit));
  }
  if (code) return std::unexpected(failure("list", directory, code));
  std::ranges::sort(children, {}, &Child::sort_key);
  return children;
}

/// Walks a tree and hands it to the writer.
class Walk {
 public:
  Walk(fs::path root, TarWriter& writer, const Limits& limits)
      : root_(std::move(root)), writer_(writer), limits_(limits), index_(limits.entries) {}

  Result<void> directory(const std::string& prefix) {
    BARYON_TRY(const auto children, list(root_ / prefix, limits_.entries));
    for (const auto& child : children) {
      BARYON_TRY(const auto path, normalise_path(prefix + child.name, limits_));
      BARYON_CHECK(index_.add(path, child.type == fs::file_type::directory));
      if (child.type == fs::file_type::directory)
        BARYON_CHECK(directory(path + '/'));
      else if (child.type == fs::file_type::symlink)
        BARYON_CHECK(symbolic_link(path));
      else
        BARYON_CHECK(file(path));
    }
    return {};
  }

 private:
  Result<void> symbolic_link(const std::string& path) {
    std::error_code code;
    const auto target = fs::read_symlink(root_ / path, code);
    if (code) return std::unexpected(failure("read the link", root_ / path, code));
    BARYON_CHECK(check_link_target(path, target.string(), limits_));
    return writer_.add_symbolic_link(path, target.string());
  }

  Result<void> file(const std::string& path) {
    // O_NOFOLLOW and O_NONBLOCK: it may have been replaced by a link or a FIFO since it was listed.
    const auto full_path = root_ / path;
    File content(::open(full_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status{};
    if (!content.is_open() || ::fstat(content.descriptor(), &status) != 0)
      return std::unexpected(system_error("open", full_path));
    const auto changed = [&] {
      return fail_for_now(ErrorCode::unavailable, fmt::format("'{}' changed while it was read", full_path.string()));
    };
    if (!S_ISREG(status.st_mode)) return changed();
    auto missing = static_cast<std::uint64_t>(status.st_size);
    bytes_ += missing;
    if (bytes_ > limits_.unpacked_bytes)
      return fail(ErrorCode::too_large, fmt::format("the directory '{}' passes the limit unpacked_bytes of {}",
                                                    root_.string(), format_bytes(limits_.unpacked_bytes)));
    BARYON_CHECK(writer_.begin_file(path, missing, (status.st_mode & S_IXUSR) != 0));
    while (missing > 0) {
      BARYON_TRY(const auto count, content.read(buffer_.data(), std::min<std::uint64_t>(buffer_.size(), missing)));
      if (count == 0) return changed();
      BARYON_CHECK(writer_.write({buffer_.data(), count}));
      missing -= count;
    }
    return {};
  }

  fs::path root_;
  TarWriter& writer_;
  const Limits& limits_;
  PathIndex index_;
  std::uint64_t bytes_ = 0;
  std::array<std::uint8_t, 64 * kib> buffer_{};
};

}  // namespace

Result<void> archive_directory(const fs::path& directory, File& out, const Limits& limits) {
  BARYON_TRY(auto writer, TarWriter::create(out));
  const auto walk = std::make_unique<Walk>(directory, writer, limits);  // too large for the stack
  BARYON_CHECK(walk->directory(""));
  return writer.finish();
}

}  // namespace baryon::archive
