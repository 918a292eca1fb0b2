#include "bundle/bundle_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "archive/tar_writer.h"
#include "base/units.h"

namespace baryon::bundle {
namespace {

Result<void> copy(const BundleFile& file, const File& scratch, archive::TarWriter& writer,
                  std::vector<std::uint8_t>& buffer) {
  BARYON_CHECK(writer.begin_file(file.path, file.size, file.is_executable));
  Sha256 hash;
  for (std::uint64_t done = 0; done < file.size;) {
    const auto count = std::min<std::uint64_t>(buffer.size(), file.size - done);
    BARYON_CHECK(scratch.read_at(file.offset + done, buffer.data(), count));
    const ByteView piece(buffer.data(), count);
    hash.update(piece);
    BARYON_CHECK(writer.write(piece));
    done += count;
  }
  if (hash.finish() == file.sha256) return {};
  return fail_for_now(ErrorCode::corrupt,
                      fmt::format("the scratch copy of '{}' has changed since it was read", file.path),
                      "check the disk of the scratch directory");
}

}  // namespace

Result<void> write_bundle_archive(const Bundle& bundle, const File& scratch, File& out) {
  BARYON_TRY(auto writer, archive::TarWriter::create(out));
  std::vector<std::uint8_t> buffer(64 * kib);
  for (const auto& file : bundle.files) BARYON_CHECK(copy(file, scratch, writer, buffer));
  return writer.finish();
}

}  // namespace baryon::bundle
