#include "archive/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

#include "archive/character_locale.h"
#include "archive/path_index.h"
#include "archive/path_rules.h"
#include "archive/tar_stream.h"

namespace baryon::archive {
namespace {

struct FreeReader {
  void operator()(::archive* reader) const { archive_read_free(reader); }
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

  /// The next header, null at the end.
  Result<archive_entry*> next_header() {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader_.get(), &entry);
    if (code == ARCHIVE_OK) return entry;
    if (code == ARCHIVE_EOF && !feed_error_) return nullptr;
    if (code == ARCHIVE_WARN && is_about_characters()) return entry;
    return std::unexpected(failure("read a header of"));
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
    return stream_.finish(static_cast<std::uint64_t>(archive_read_header_position(reader_.get())),
                          static_cast<std::uint64_t>(archive_filter_bytes(reader_.get(), 0)));
  }

 private:
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
    return Error{
        .code = ErrorCode::corrupt,
        .message = fmt::format("cannot {} the archive's tar stream at byte {}: {}", doing,
                               archive_filter_bytes(reader_.get(), 0), text == nullptr ? "no reason given" : text),
        .hint = "make the archive anew"};
  }

  TarStream& stream_;
  std::optional<Error> feed_error_;
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

std::string_view type_name(mode_t type) {
  switch (type) {
    case AE_IFBLK:
      return "a block device";
    case AE_IFCHR:
      return "a character device";
    case AE_IFIFO:
      return "a FIFO";
    case AE_IFSOCK:
      return "a socket";
    default:
      return "of an unknown type";
  }
}

std::string_view text_or_empty(const char* text) { return text == nullptr ? std::string_view() : text; }

/// The entry in our own terms. An empty path stands for the root directory.
Result<Entry> convert(archive_entry* header, const Limits& limits) {
  const auto name = text_or_empty(archive_entry_pathname(header));
  Entry entry;
  BARYON_TRY(entry.path, normalise_path(name, limits));
  const auto refuse = [&](std::string_view what) {
    return fail(ErrorCode::invalid, fmt::format("the entry {} is {}", in_quotes(name), what),
                "only files, directories and symbolic links are taken");
  };
  if (archive_entry_hardlink(header) != nullptr) return refuse("a hard link");
  const auto type = archive_entry_filetype(header);
  if (type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK) return refuse(type_name(type));
  if (entry.path.empty() && type != AE_IFDIR) return refuse("the root, but no directory");
  if (archive_entry_sparse_count(header) > 0) return refuse("a sparse file");
  if (type == AE_IFDIR) {
    entry.type = EntryType::directory;
  } else if (type == AE_IFLNK) {
    entry.type = EntryType::symbolic_link;
    entry.link_target = text_or_empty(archive_entry_symlink(header));
    BARYON_CHECK(check_link_target(entry.path, entry.link_target, limits));
  } else {
    const auto size = archive_entry_size(header);
    if (size < 0) return refuse("of negative size");
    entry.size = static_cast<std::uint64_t>(size);
    entry.is_executable = (archive_entry_perm(header) & S_IXUSR) != 0;
  }
  return entry;
}

}  // namespace

Result<Summary> read_tar_gz(File& archive, const Limits& limits, const Visitor& visitor) {
  BARYON_CHECK(archive.rewind());
  const CharacterLocale bytes_as_they_are("C");
  TarStream stream(archive, limits);
  Parser parser(stream);
  BARYON_CHECK(parser.open());
  PathIndex index(limits.entries);
  Summary summary;
  while (true) {
    BARYON_TRY(auto* const header, parser.next_header());
    if (header == nullptr) break;
    BARYON_TRY(const auto entry, convert(header, limits));
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
