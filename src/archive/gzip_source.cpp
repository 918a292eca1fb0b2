#include "archive/gzip_source.h"

#include <fmt/format.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "base/units.h"

namespace baryon::archive {
namespace {

constexpr std::size_t packed_buffer_bytes = 64 * kib;
constexpr std::size_t unpacked_buffer_bytes = 256 * kib;

// RFC 1952, 2.3.
constexpr std::uint8_t gzip_magic = 0x1F;
constexpr std::uint8_t second_magic = 0x8B;
constexpr std::size_t flags_offset = 3;
constexpr std::uint8_t reserved_flags = 0xE0;

std::string_view describe(int code) {
  switch (code) {
    case ISAL_INCORRECT_CHECKSUM:
      return "its checksum or length does not match";
    case ISAL_INVALID_WRAPPER:
      return "a gzip header is damaged";
    case ISAL_UNSUPPORTED_METHOD:
      return "a gzip header names a compression other than deflate";
    default:
      return "its compressed data is damaged";
  }
}

Error not_gzip(ByteView start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), std::min<std::size_t>(start.size(), 24));
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_markup = first != std::string_view::npos && text[first] == '<';
  if (is_markup)
    return Error{.code = ErrorCode::corrupt,
                 .message = "the archive is no gzip file: it looks like HTML",
                 .hint = "a proxy or a login page may have answered in place of the server"};
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("the archive is no gzip file: it begins with '{}'", escape_for_display(text)),
               .hint = "a tar.gz is expected"};
}

}  // namespace

struct GzipSource::State {
  inflate_state stream;
  isal_gzip_header header;  // kept from piece to piece: isal_inflate() forgets a header that it has read in part
  std::array<std::uint8_t, packed_buffer_bytes> packed;
  std::array<std::uint8_t, unpacked_buffer_bytes> unpacked;
};

GzipSource::GzipSource(File& file) : file_(file), state_(std::make_unique<State>()) {
  isal_inflate_init(&state_->stream);
}

GzipSource::~GzipSource() = default;

Result<ByteView> GzipSource::next() {
  while (position_ != Position::end) {
    if (state_->stream.avail_in == 0) BARYON_CHECK(refill());
    switch (position_) {
      case Position::start:
      case Position::between_members:
        BARYON_CHECK(begin_member());
        break;
      case Position::padding:
        BARYON_CHECK(skip_padding());
        break;
      case Position::in_header:
        BARYON_CHECK(read_header());
        break;
      case Position::in_member: {
        BARYON_TRY(const auto piece, inflate());
        if (!piece.empty()) return piece;
        break;
      }
      case Position::end:
        break;
    }
  }
  return ByteView{};
}

/// Reads on; what is left of the buffer moves to its front.
Result<void> GzipSource::refill() {
  if (file_ended_) return {};
  auto& stream = state_->stream;
  auto& packed = state_->packed;
  const std::size_t rest = stream.avail_in;
  if (rest > 0) std::memmove(packed.data(), stream.next_in, rest);
  BARYON_TRY(const auto count, file_.read(packed.data() + rest, packed.size() - rest));
  file_ended_ = count == 0;
  packed_bytes_ += count;
  stream.next_in = packed.data();
  stream.avail_in = static_cast<std::uint32_t>(rest + count);
  return {};
}

Result<void> GzipSource::begin_member() {
  auto& stream = state_->stream;
  while (stream.avail_in <= flags_offset && !file_ended_) BARYON_CHECK(refill());
  if (position_ == Position::start && stream.avail_in == 0)
    return fail_for_now(ErrorCode::corrupt, "the archive is empty");
  if (position_ == Position::start && *stream.next_in != gzip_magic)
    return std::unexpected(not_gzip({stream.next_in, stream.avail_in}));
  if (stream.avail_in == 0 || *stream.next_in != gzip_magic) {
    position_ = Position::padding;
    return {};
  }
  // RFC 1952, 2.3.1.2: a reader has to refuse them; ISA-L does not.
  if (stream.avail_in > flags_offset && stream.next_in[1] == second_magic &&
      (stream.next_in[flags_offset] & reserved_flags) != 0)
    return std::unexpected(damaged("a gzip header has flags that are reserved"));
  isal_inflate_reset(&stream);
  isal_gzip_header_init(&state_->header);
  state_->header.flags = 0;
  stream.crc_flag = ISAL_GZIP_NO_HDR_VER;  // the trailer is checked by ISA-L
  position_ = Position::in_header;
  return {};
}

// ISA-L parses and checks it; names and comments are passed over.
Result<void> GzipSource::read_header() {
  const auto code = isal_read_gzip_header(&state_->stream, &state_->header);
  if (code == ISAL_DECOMP_OK) {
    position_ = Position::in_member;
    return {};
  }
  if (code == ISAL_END_INPUT && !(state_->stream.avail_in == 0 && file_ended_)) return {};
  if (code == ISAL_END_INPUT) return std::unexpected(cut_short());
  return std::unexpected(failed(code));
}

Error GzipSource::failed(int code) const {
  if (unpacked_bytes_ == 0 && packed_bytes_ <= state_->packed.size() && code == ISAL_INVALID_WRAPPER)
    return not_gzip({state_->packed.data(), static_cast<std::size_t>(packed_bytes_)});
  return damaged(describe(code));
}

Error GzipSource::cut_short() const {
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("the archive is cut short after {} bytes", packed_bytes_),
               .hint = "fetch it again",
               .retryable = true};
}

Error GzipSource::damaged(std::string_view what) const {
  return Error{
      .code = ErrorCode::corrupt,
      .message = fmt::format("the archive is damaged near byte {}: {}", packed_bytes_ - state_->stream.avail_in, what),
      .hint = "fetch it again",
      .retryable = true};
}

Result<void> GzipSource::skip_padding() {
  auto& stream = state_->stream;
  if (stream.avail_in == 0) {
    position_ = Position::end;
    return {};
  }
  const ByteView rest(stream.next_in, stream.avail_in);
  if (std::ranges::any_of(rest, [](std::uint8_t byte) { return byte != 0; }))
    return fail(ErrorCode::corrupt, "something other than gzip follows the end of the archive",
                "make the archive anew");
  stream.avail_in = 0;
  return {};
}

Result<ByteView> GzipSource::inflate() {
  auto& stream = state_->stream;
  stream.next_out = state_->unpacked.data();
  stream.avail_out = static_cast<std::uint32_t>(state_->unpacked.size());
  const auto code = isal_inflate(&stream);
  if (code < 0) return std::unexpected(failed(code));
  const auto count = state_->unpacked.size() - stream.avail_out;
  unpacked_bytes_ += count;
  if (stream.block_state == ISAL_BLOCK_FINISH)
    position_ = Position::between_members;
  else if (count == 0 && stream.avail_in == 0 && file_ended_)
    return std::unexpected(cut_short());
  return ByteView(state_->unpacked.data(), count);
}

}  // namespace baryon::archive
