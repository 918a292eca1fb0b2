#include "forge/bitbucket/archive_sink.h"

#include <fmt/format.h>

#include "forge/bitbucket/answer.h"

namespace baryon::forge::bitbucket {
namespace {

constexpr std::string_view gzip_magic = "\x1F\x8B";
constexpr std::uint64_t smallest_gzip = 18;  // header 10 bytes, trailer 8 bytes

}  // namespace

Result<void> ArchiveSink::take(ByteView piece) {
  size_ += piece.size();
  if (is_gzip_) return spool_.write(piece);
  beginning_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  if (beginning_.size() < gzip_magic.size()) return {};
  if (looks_like_html(beginning_)) return std::unexpected(html_error(whom_, what_, 200));
  if (!beginning_.starts_with(gzip_magic))
    return fail_for_now(ErrorCode::corrupt,
                        fmt::format("{} answered with something else in place of {}: it is not gzip", whom_, what_));
  is_gzip_ = true;
  return spool_.write(as_bytes(beginning_));
}

Result<void> ArchiveSink::finish() const {
  if (size_ >= smallest_gzip) return {};
  return fail_for_now(ErrorCode::corrupt, fmt::format("{} ended {} after {} bytes", whom_, what_, size_));
}

}  // namespace baryon::forge::bitbucket
