#include "archive/archive_directory.h"

#include "archive/directory_reader.h"
#include "archive/tar_writer.h"

namespace baryon::archive {
namespace {

Result<void> add(TarWriter& writer, const Entry& entry, Content& content) {
  if (entry.type == EntryType::symbolic_link) return writer.add_symbolic_link(entry.path, entry.link_target);
  BARYON_CHECK(writer.begin_file(entry.path, entry.size, entry.is_executable));
  while (true) {
    BARYON_TRY(const auto piece, content.next());
    if (piece.empty()) return {};
    BARYON_CHECK(writer.write(piece));
  }
}

}  // namespace

Result<void> archive_directory(const std::filesystem::path& directory, File& out, const Limits& limits) {
  BARYON_TRY(auto writer, TarWriter::create(out));
  BARYON_CHECK(read_directory(directory, limits,
                              [&](const Entry& entry, Content& content) { return add(writer, entry, content); }));
  return writer.finish();
}

}  // namespace baryon::archive
