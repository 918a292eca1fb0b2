#include "backup/checksums.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace baryon::backup {
namespace {

constexpr std::size_t digest_length = 64;
constexpr std::string_view separator = "  ";

bool is_digest(std::string_view text) {
  return text.size() == digest_length &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::unexpected<Error> differs(const std::string& path, std::string_view how) {
  return fail(ErrorCode::corrupt, fmt::format("'{}' {}", escape_for_display(path), how),
              "the backup is damaged: use another one");
}

}  // namespace

std::string to_text(const Checksums& sums) {
  std::string text;
  for (const auto& [path, digest] : sums) text += fmt::format("{}{}{}\n", digest, separator, path);
  return text;
}

Result<Checksums> parse_checksums(std::string_view text) {
  Checksums sums;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = text.substr(0, text.find('\n'));
    const auto digest = line.substr(0, digest_length);
    const auto rest = line.substr(digest.size());
    const bool is_whole =
        line.size() < text.size() && is_digest(digest) && rest.starts_with(separator) && rest.size() > separator.size();
    if (!is_whole || !sums.emplace(rest.substr(separator.size()), digest).second)
      return fail(ErrorCode::corrupt, fmt::format("line {} of the checksums cannot be read", number),
                  "the backup is damaged: use another one");
    text.remove_prefix(line.size() + 1);
  }
  return sums;
}

Result<void> compare(const Checksums& expected, const Checksums& found) {
  for (const auto& [path, digest] : found) {
    const auto entry = expected.find(path);
    if (entry == expected.end()) return differs(path, "is not in the table of checksums");
    if (entry->second != digest) return differs(path, "does not match its checksum");
  }
  for (const auto& [path, digest] : expected)
    if (!found.contains(path)) return differs(path, "is missing");
  return {};
}

}  // namespace baryon::backup
