#include "archive/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/character_locale.h"
#include "archive/path_index.h"
#include "archive/path_rules.h"
#include "archive/raw_headers.h"
#include "archive/tar_stream.h"
#include "base/text.h"

namespace baryon::archive {
namespace {

struct FreeReader {
  void operator()(::archive* reader) const { archive_read_free(reader); }
};

struct Header {
  archive_entry* entry = nullptr;
  RawHeaders raw;
};

/// Owns libarchive's tar parser and feeds it from a TarStream.
class Parser {
 public:
  explicit Parser(TarStream& stream) : stream_(stream), reader_(archive_read_new()) {}

  Result<void> open() {
    if (reader_ == nullptr) return fail_for_now(ErrorCode::unavailable, "no memory for reading an archive");
    archive_read_support_format_tar(reader_.get());
    if (archive_read_open(reader_.get(), this, nullptr, &Parser::feed, nullptr) != ARCHIVE_OK)
      return std::unexpected(failure("open"));
    return {};
  }

  /// The next header, with null for an entry at the end.
  Result<Header> next_header() {
    BARYON_CHECK(skip_data());
    Header header;
    const int code = archive_read_next_header(reader_.get(), &header.entry);
    if (code == ARCHIVE_EOF && !feed_error_) return Header{};
    const bool is_read = code == ARCHIVE_OK || (code == ARCHIVE_WARN && is_about_characters());
    if (!is_read) return std::unexpected(failure("read a header of"));
    is_in_data_ = true;
    BARYON_TRY(const auto blocks, stream_.take_kept(position()));
    BARYON_TRY(header.raw, read_raw_headers(blocks));
    return header;
  }

  /// The next piece of the current entry and its place in it; empty at its end.
  Result<ByteView> next_data(std::uint64_t& offset) {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t place = 0;
    const int code = archive_read_data_block(reader_.get(), &data, &size, &place);
    if (code == ARCHIVE_EOF) return ByteView{};
    if (code != ARCHIVE_OK) return std::unexpected(failure("read content of"));
    offset = static_cast<std::uint64_t>(place);
    return ByteView(static_cast<const std::uint8_t*>(data), size);
  }

  Result<void> finish() {
    return stream_.finish(static_cast<std::uint64_t>(archive_read_header_position(reader_.get())), position());
  }

 private:
  [[nodiscard]] std::uint64_t position() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(reader_.get(), 0));
  }

  /// Goes on to the place where the next header begins.
  Result<void> skip_data() {
    if (!std::exchange(is_in_data_, false)) return {};
    if (archive_read_data_skip(reader_.get()) != ARCHIVE_OK) return std::unexpected(failure("read content of"));
    stream_.keep_from(position());
    return {};
  }

  static la_ssize_t feed(::archive* reader, void* self, const void** buffer) {
    auto& parser = *static_cast<Parser*>(self);
    auto piece = parser.stream_.next();
    if (!piece) {
      archive_set_error(reader, EIO, "%s", piece.error().message.c_str());
      parser.feed_error_ = std::move(piece).error();
      return ARCHIVE_FATAL;
    }
    *buffer = piece->data();
    return static_cast<la_ssize_t>(piece->size());
  }

  /// In the C locale libarchive keeps a name with non-ASCII characters as it is, which is what is wanted, and warns.
  bool is_about_characters() const {
    const char* text = archive_error_string(reader_.get());
    return text != nullptr && std::string_view(text).find("converted") != std::string_view::npos;
  }

  Error failure(std::string_view doing) const {
    if (feed_error_) return *feed_error_;
    const char* text = archive_error_string(reader_.get());
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("cannot {} the archive's tar stream at byte {}: {}", doing, position(),
                                        text == nullptr ? "no reason given" : text),
                 .hint = "make the archive anew"};
  }

  TarStream& stream_;
  std::optional<Error> feed_error_;
  bool is_in_data_ = false;
  std::unique_ptr<::archive, FreeReader> reader_;
};

class EntryContent final : public Content {
 public:
  EntryContent(Parser& parser, const Entry& entry) : parser_(parser), entry_(entry) {}

  Result<ByteView> next() override {
    if (entry_.type != EntryType::file) return ByteView{};
    std::uint64_t offset = 0;
    BARYON_TRY(const auto piece, parser_.next_data(offset));
    if (piece.empty() && position_ == entry_.size) return piece;
    if (piece.empty() || offset != position_ || piece.size() > entry_.size - position_)
      return fail(ErrorCode::invalid,
                  fmt::format("the entry {} does not hold the bytes that its header promises", in_quotes(entry_.path)),
                  "make the archive anew, without sparse files");
    position_ += piece.size();
    return piece;
  }

 private:
  Parser& parser_;
  const Entry& entry_;
  std::uint64_t position_ = 0;
};

std::string_view text_or_empty(const char* text) { return text == nullptr ? std::string_view() : text; }

/// What an entry is that is not taken; empty for those that are. POSIX lets readers take unknown types for files;
/// nothing that archives a repository writes them.
std::string forbidden_kind(const Header& header) {
  switch (header.raw.type) {
    case '\0':  // before POSIX; also a directory, by a slash at the end of its name
    case '0':
    case '2':
    case '5':
    case '7':  // contiguous, which no system has any more
    case 'S':
      break;
    case '1':
      return "a hard link";
    case '3':
      return "a character device";
    case '4':
      return "a block device";
    case '6':
      return "a FIFO";
    default:
      return fmt::format("of the unknown type '{}'", escape_for_display({&header.raw.type, 1}));
  }
  if (archive_entry_hardlink(header.entry) != nullptr) return "a hard link";
  return header.raw.is_sparse ? "a sparse file" : "";
}

/// `a/b` of `/a/b`, the root of slashes alone.
std::string_view without_slashes(std::string_view name) {
  if (!name.starts_with('/')) return name;
  const auto begin = name.find_first_not_of('/');
  return begin == std::string_view::npos ? "." : name.substr(begin);
}

/// The entry in our own terms. An empty path stands for the root directory.
Result<Entry> convert(const Header& header, const Limits& limits, AbsoluteNames absolute_names) {
  auto* const raw = header.entry;
  auto name = text_or_empty(archive_entry_pathname(raw));
  if (absolute_names == AbsoluteNames::strip) name = without_slashes(name);
  Entry entry;
  BARYON_TRY(entry.path, normalise_path(name, limits));
  const auto refuse = [&](std::string_view what) {
    return fail(ErrorCode::invalid, fmt::format("the entry {} is {}", in_quotes(name), what),
                "only files, directories and symbolic links are taken");
  };
  if (const auto kind = forbidden_kind(header); !kind.empty()) return refuse(kind);
  const auto type = archive_entry_filetype(raw);
  if (entry.path.empty() && type != AE_IFDIR) return refuse("the root, but no directory");
  if (type == AE_IFDIR) {
    entry.type = EntryType::directory;
  } else if (type == AE_IFLNK) {
    entry.type = EntryType::symbolic_link;
    entry.link_target = text_or_empty(archive_entry_symlink(raw));
    BARYON_CHECK(check_link_target(entry.path, entry.link_target, limits));
  } else {
    const auto size = archive_entry_size(raw);
    if (size < 0) return refuse("of negative size");
    entry.size = static_cast<std::uint64_t>(size);
    entry.is_executable = (archive_entry_perm(raw) & S_IXUSR) != 0;
    BARYON_CHECK(check_file_size(entry.path, entry.size, limits));
  }
  return entry;
}

}  // namespace

Result<Summary> read_tar_gz(File& archive, const Limits& limits, const Visitor& visitor, AbsoluteNames absolute_names) {
  BARYON_CHECK(archive.rewind());
  const CharacterLocale bytes_as_they_are("C");
  TarStream stream(archive, limits);
  Parser parser(stream);
  BARYON_CHECK(parser.open());
  PathIndex index(limits.entries);
  Summary summary;
  while (true) {
    BARYON_TRY(const auto header, parser.next_header());
    if (header.entry == nullptr) break;
    BARYON_TRY(const auto entry, convert(header, limits, absolute_names));
    if (entry.path.empty()) continue;
    BARYON_CHECK(index.add(entry.path, entry.type == EntryType::directory));
    ++summary.entries;
    EntryContent content(parser, entry);
    BARYON_CHECK(visitor(entry, content));
  }
  BARYON_CHECK(parser.finish());
  summary.packed_bytes = stream.source().packed_bytes();
  summary.unpacked_bytes = stream.source().unpacked_bytes();
  summary.commit = stream.commit();
  return summary;
}

}  // namespace baryon::archive
