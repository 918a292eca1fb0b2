#include "archive/path_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace baryon::archive {
namespace {

/// Calls `visit` with each segment between slashes; ends early and returns false when it does.
template <class Visit>
bool all_segments(std::string_view path, Visit visit) {
  while (true) {
    const auto slash = path.find('/');
    if (!visit(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool stays_in_tree(std::string_view path, std::string_view target) {
  if (target.starts_with('/')) return false;
  auto depth = std::ranges::count(path, '/');  // of the directory that the link lies in
  return all_segments(target, [&depth](std::string_view segment) {
    if (segment == "..")
      --depth;
    else if (!segment.empty() && segment != ".")
      ++depth;
    return depth >= 0;
  });
}

Result<void> check_text(std::string_view text, std::string_view what) {
  if (text.empty()) return fail(ErrorCode::invalid, fmt::format("the archive holds {} that is empty", what));
  if (has_control_character(text))
    return fail(ErrorCode::invalid, fmt::format("{} holds control characters: {}", what, in_quotes(text)), "rename it");
  if (!is_utf8(text))
    return fail(ErrorCode::invalid, fmt::format("{} is no valid UTF-8: {}", what, in_quotes(text)), "rename it");
  return {};
}

Result<void> check_length(std::uint64_t length, std::uint64_t limit, std::string_view limit_name,
                          std::string_view name) {
  if (length <= limit) return {};
  return fail(ErrorCode::too_large,
              fmt::format("the entry {} passes the limit {} of {}: {}", in_quotes(name), limit_name, limit, length),
              "shorten its path");
}

}  // namespace

std::string in_quotes(std::string_view name) { return "'" + escape_for_display(name) + "'"; }

Result<std::string> normalise_path(std::string_view name, const Limits& limits) {
  BARYON_CHECK(check_length(name.size(), limits.path_length, "path_length", name));
  BARYON_CHECK(check_text(name, "an entry's name"));
  if (name.front() == '/')
    return fail(ErrorCode::invalid, fmt::format("the entry {} has an absolute path", in_quotes(name)),
                "make the archive with relative paths");
  std::string path;
  std::uint64_t depth = 0;
  std::uint64_t longest = 0;
  const bool stays = all_segments(name, [&](std::string_view segment) {
    if (segment.empty() || segment == ".") return true;
    if (segment == "..") return false;
    if (!path.empty()) path += '/';
    path += segment;
    ++depth;
    longest = std::max<std::uint64_t>(longest, segment.size());
    return true;
  });
  if (!stays)
    return fail(ErrorCode::invalid, fmt::format("the entry {} has '..' in its path", in_quotes(name)),
                "make the archive anew from inside the directory");
  BARYON_CHECK(check_length(depth, limits.depth, "depth", name));
  BARYON_CHECK(check_length(longest, limits.segment_length, "segment_length", name));
  return path;
}

Result<void> check_link_target(std::string_view path, std::string_view target, const Limits& limits) {
  BARYON_CHECK(check_length(target.size(), limits.path_length, "path_length", path));
  BARYON_CHECK(check_text(target, fmt::format("the target of the symbolic link {}", in_quotes(path))));
  if (stays_in_tree(path, target)) return {};
  return fail(ErrorCode::invalid,
              fmt::format("the symbolic link {} points out of the archive, to {}", in_quotes(path), in_quotes(target)),
              "remove the link, or commit what it points to");
}

Result<void> check_file_size(std::string_view path, std::uint64_t size, const Limits& limits) {
  if (size <= limits.file_bytes) return {};
  return fail(ErrorCode::too_large,
              fmt::format("the entry {} passes the limit file_bytes of {}: {}", in_quotes(path),
                          format_bytes(limits.file_bytes), format_bytes(size)),
              "keep large files out of the repository, for example with Git LFS");
}

}  // namespace baryon::archive
