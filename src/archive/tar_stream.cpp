#include "archive/tar_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "archive/pax_comment.h"
#include "archive/ustar.h"

namespace baryon::archive {
namespace {

constexpr std::uint64_t end_mark_bytes = 2 * tar_block_bytes;

Error headers_too_large(const Limits& limits) {
  return Error{.code = ErrorCode::too_large,
               .message = fmt::format("the headers of one entry pass the limit header_bytes of {}",
                                      format_bytes(limits.header_bytes)),
               .hint = "make the archive without extended attributes"};
}

}  // namespace

Result<ByteView> TarStream::next() {
  if (is_keeping_) kept_ += kept_of_piece();
  if (kept_.size() > limits_.header_bytes) return std::unexpected(headers_too_large(limits_));
  BARYON_TRY(const auto piece, source_.next());
  piece_ = piece;
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

void TarStream::keep_from(std::uint64_t position) {
  is_keeping_ = true;
  keep_from_ = position;
  kept_.clear();
}

/// The last piece as far as it is to be kept.
std::string_view TarStream::kept_of_piece() const {
  const auto start = source_.unpacked_bytes() - piece_.size();
  const std::string_view text(reinterpret_cast<const char*>(piece_.data()), piece_.size());
  return start < keep_from_ ? text.substr(keep_from_ - start) : text;
}

Result<std::string_view> TarStream::take_kept(std::uint64_t position) {
  const auto length = position - keep_from_;
  if (length > limits_.header_bytes) return std::unexpected(headers_too_large(limits_));
  is_keeping_ = false;
  if (kept_.empty()) return kept_of_piece().substr(0, length);
  kept_ += kept_of_piece();
  return std::string_view(kept_).substr(0, length);
}

Result<void> TarStream::finish(std::uint64_t header_position, std::uint64_t end_position) {
  is_keeping_ = false;
  while (true) {
    BARYON_TRY(const auto piece, next());
    if (piece.empty()) break;
  }
  if (end_position < header_position + end_mark_bytes || source_.unpacked_bytes() % tar_block_bytes != 0)
    return fail(ErrorCode::corrupt, "the archive does not end with two blocks of zeros: its tar stream is cut short",
                "make the archive anew");
  if (content_end_ + end_mark_bytes > end_position)
    return fail(ErrorCode::corrupt, "the archive goes on after its end mark: something other than zeros follows",
                "make the archive anew; joining two tar archives does not give one");
  return {};
}

std::optional<std::string> TarStream::commit() const { return find_commit(start_); }

}  // namespace baryon::archive
