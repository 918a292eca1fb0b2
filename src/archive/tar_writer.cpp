#include "archive/tar_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <optional>
#include <string>

#include "archive/character_locale.h"
#include "archive/path_rules.h"

namespace baryon::archive {
namespace {

struct FreeWriter {
  void operator()(::archive* writer) const { archive_write_free(writer); }
};

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct TarWriter::State {
  explicit State(File& file) : out(file) {}
  ~State() { is_given_up = true; }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  File& out;
  std::optional<Error> write_error;
  bool is_given_up = false;
  std::string last_path;
  std::uint64_t missing_bytes = 0;  ///< of the file begun last
  std::unique_ptr<::archive, FreeWriter> writer{archive_write_new()};

  /// Never tells libarchive of a failure: it would then not free what its filters hold. `check` tells the caller. Nor
  /// is an archive that was given up completed on the way out.
  static la_ssize_t put(::archive*, void* self, const void* data, std::size_t size) {
    auto& state = *static_cast<State*>(self);
    if (!state.is_given_up && !state.write_error)
      if (auto written = state.out.write({static_cast<const std::uint8_t*>(data), size}); !written)
        state.write_error = std::move(written).error();
    return static_cast<la_ssize_t>(size);
  }

  [[nodiscard]] Result<void> check(int code, std::string_view doing) const {
    if (write_error) return std::unexpected(*write_error);
    if (code == ARCHIVE_OK) return {};
    const char* text = archive_error_string(writer.get());
    return fail(ErrorCode::internal,
                fmt::format("cannot {} an archive: {}", doing, text == nullptr ? "no reason given" : text));
  }

  Result<void> add_header(std::string_view path, archive_entry* entry) {
    if (missing_bytes > 0)
      return fail(ErrorCode::internal, fmt::format("the file {} lacks {} bytes", in_quotes(last_path), missing_bytes));
    if (path <= last_path)
      return fail(ErrorCode::internal,
                  fmt::format("{} comes after {} in an archive to be sorted", in_quotes(path), in_quotes(last_path)));
    last_path = path;
    const CharacterLocale names_are_utf8("C.UTF-8");
    archive_entry_copy_pathname(entry, last_path.c_str());
    archive_entry_set_mtime(entry, 0, 0);
    return check(archive_write_header(writer.get(), entry), "add to");
  }
};

TarWriter::TarWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarWriter::~TarWriter() = default;
TarWriter::TarWriter(TarWriter&&) noexcept = default;
TarWriter& TarWriter::operator=(TarWriter&&) noexcept = default;

Result<TarWriter> TarWriter::create(File& out) {
  auto state = std::make_unique<State>(out);
  auto* const writer = state->writer.get();
  if (writer == nullptr) return fail_for_now(ErrorCode::unavailable, "no memory for writing an archive");
  archive_write_set_format_pax_restricted(writer);
  // zlib, not ISA-L: what ISA-L makes of the same input depends on the instruction set of the processor, and the same
  // bundle has to give the same bytes on every node.
  archive_write_add_filter_gzip(writer);
  const int code = archive_write_set_options(writer, "gzip:!timestamp,gzip:compression-level=6");
  BARYON_CHECK(state->check(code, "configure"));
  archive_write_set_bytes_in_last_block(writer, 1);  // no zeros after the gzip trailer
  BARYON_CHECK(state->check(archive_write_open(writer, state.get(), nullptr, &State::put, nullptr), "begin"));
  return TarWriter(std::move(state));
}

Result<void> TarWriter::begin_file(std::string_view path, std::uint64_t size, bool is_executable) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_mode(entry.get(), AE_IFREG | (is_executable ? 0755U : 0644U));
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  BARYON_CHECK(state_->add_header(path, entry.get()));
  state_->missing_bytes = size;
  return {};
}

Result<void> TarWriter::write(ByteView bytes) {
  if (bytes.size() > state_->missing_bytes)
    return fail(ErrorCode::internal,
                fmt::format("the file {} gets more bytes than were announced", in_quotes(state_->last_path)));
  if (bytes.empty()) return {};
  const auto written = archive_write_data(state_->writer.get(), bytes.data(), bytes.size());
  state_->missing_bytes -= bytes.size();
  return state_->check(written == static_cast<la_ssize_t>(bytes.size()) ? ARCHIVE_OK : ARCHIVE_FATAL, "write to");
}

Result<void> TarWriter::add_symbolic_link(std::string_view path, std::string_view target) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_mode(entry.get(), AE_IFLNK | 0755U);
  archive_entry_copy_symlink(entry.get(), std::string(target).c_str());
  return state_->add_header(path, entry.get());
}

Result<void> TarWriter::finish() {
  if (state_->missing_bytes > 0)
    return fail(ErrorCode::internal,
                fmt::format("the file {} lacks {} bytes", in_quotes(state_->last_path), state_->missing_bytes));
  return state_->check(archive_write_close(state_->writer.get()), "finish");
}

}  // namespace baryon::archive
