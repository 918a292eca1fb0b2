#include "archive/tar_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "archive/pax_comment.h"

namespace baryon::archive {
namespace {

constexpr std::uint64_t block_bytes = 512;
constexpr std::uint64_t end_mark_bytes = 2 * block_bytes;

}  // namespace

Result<ByteView> TarStream::next() {
  BARYON_TRY(const auto piece, source_.next());
  const auto unpacked = source_.unpacked_bytes();
  if (unpacked > limits_.unpacked_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("the archive passes the limit unpacked_bytes of {}", format_bytes(limits_.unpacked_bytes)),
                "keep large files out of the repository, for example with Git LFS");
  if (unpacked > limits_.expansion_allowance && unpacked / limits_.expansion_ratio > source_.packed_bytes())
    return fail(ErrorCode::too_large,
                fmt::format("the archive passes the limit expansion_ratio of {}: {} bytes have become {}",
                            limits_.expansion_ratio, source_.packed_bytes(), unpacked),
                "look for huge files of one repeated pattern in the repository");

  if (start_.size() < end_mark_bytes)
    start_.append(reinterpret_cast<const char*>(piece.data()),
                  std::min<std::size_t>(piece.size(), end_mark_bytes - start_.size()));
  const auto last = std::ranges::find_if(piece.rbegin(), piece.rend(), [](std::uint8_t byte) { return byte != 0; });
  const auto zeros = static_cast<std::uint64_t>(last - piece.rbegin());
  if (zeros < piece.size()) content_end_ = unpacked - zeros;
  return piece;
}

Result<void> TarStream::finish(std::uint64_t header_position, std::uint64_t end_position) {
  while (true) {
    BARYON_TRY(const auto piece, next());
    if (piece.empty()) break;
  }
  if (end_position < header_position + end_mark_bytes || source_.unpacked_bytes() % block_bytes != 0)
    return fail(ErrorCode::corrupt, "the archive does not end with two blocks of zeros: its tar stream is cut short",
                "make the archive anew");
  if (content_end_ + end_mark_bytes > end_position)
    return fail(ErrorCode::corrupt, "the archive goes on after its end mark: something other than zeros follows",
                "make the archive anew; joining two tar archives does not give one");
  return {};
}

std::optional<std::string> TarStream::commit() const { return find_commit(start_); }

}  // namespace baryon::archive
