#include "archive/directory_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "archive/path_index.h"
#include "archive/path_rules.h"
#include "base/file.h"
#include "base/units.h"

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

/// A regular file, held to the size that it had when it was opened.
class FileContent final : public Content {
 public:
  FileContent(fs::path path, std::vector<std::uint8_t>& buffer) : path_(std::move(path)), buffer_(buffer) {}

  /// Its size and whether its owner may run it.
  Result<struct stat> open() {
    // O_NOFOLLOW and O_NONBLOCK: it may have been replaced by a link or a FIFO since it was listed.
    file_ = File(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status{};
    if (!file_.is_open() || ::fstat(file_.descriptor(), &status) != 0)
      return std::unexpected(system_error("open", path_));
    if (!S_ISREG(status.st_mode)) return std::unexpected(changed());
    missing_ = static_cast<std::uint64_t>(status.st_size);
    return status;
  }

  Result<ByteView> next() override {
    if (missing_ == 0) return ByteView{};
    BARYON_TRY(const auto count, file_.read(buffer_.data(), std::min<std::uint64_t>(buffer_.size(), missing_)));
    if (count == 0) return std::unexpected(changed());
    missing_ -= count;
    return ByteView(buffer_.data(), count);
  }

 private:
  [[nodiscard]] Error changed() const {
    return Error{.code = ErrorCode::unavailable,
                 .message = fmt::format("'{}' changed while it was read", path_.string()),
                 .retryable = true};
  }

  fs::path path_;
  std::vector<std::uint8_t>& buffer_;
  File file_;
  std::uint64_t missing_ = 0;
};

/// A link or directory has no bytes.
class NoContent final : public Content {
 public:
  Result<ByteView> next() override { return ByteView{}; }
};

class Walk {
 public:
  Walk(fs::path root, const Limits& limits, const Visitor& visitor)
      : root_(std::move(root)), limits_(limits), visitor_(visitor), index_(limits.entries), buffer_(64 * kib) {}

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

  [[nodiscard]] const Summary& summary() const { return summary_; }

 private:
  Result<void> symbolic_link(const std::string& path) {
    std::error_code code;
    const auto target = fs::read_symlink(root_ / path, code);
    if (code) return std::unexpected(failure("read the link", root_ / path, code));
    BARYON_CHECK(check_link_target(path, target.string(), limits_));
    NoContent content;
    return visit({.path = path, .type = EntryType::symbolic_link, .link_target = target.string()}, content);
  }

  Result<void> file(const std::string& path) {
    FileContent content(root_ / path, buffer_);
    BARYON_TRY(const auto status, content.open());
    const auto size = static_cast<std::uint64_t>(status.st_size);
    BARYON_CHECK(check_file_size(path, size, limits_));
    summary_.unpacked_bytes += size;
    if (summary_.unpacked_bytes > limits_.unpacked_bytes)
      return fail(ErrorCode::too_large, fmt::format("the directory '{}' passes the limit unpacked_bytes of {}",
                                                    root_.string(), format_bytes(limits_.unpacked_bytes)));
    return visit({.path = path, .is_executable = (status.st_mode & S_IXUSR) != 0, .size = size}, content);
  }

  Result<void> visit(const Entry& entry, Content& content) {
    ++summary_.entries;
    return visitor_(entry, content);
  }

  fs::path root_;
  const Limits& limits_;
  const Visitor& visitor_;
  PathIndex index_;
  std::vector<std::uint8_t> buffer_;
  Summary summary_;
};

}  // namespace

Result<Summary> read_directory(const fs::path& directory, const Limits& limits, const Visitor& visitor) {
  Walk walk(directory, limits, visitor);
  BARYON_CHECK(walk.directory(""));
  return walk.summary();
}

}  // namespace baryon::archive
