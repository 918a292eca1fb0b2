#include "bundle/lint/subject.h"

#include <algorithm>

namespace baryon::bundle::lint {

const BundleFile* Subject::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files_, path, {}, &BundleFile::path);
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

std::span<const BundleFile> Subject::below(std::string_view directory) const {
  const auto prefix = std::string(directory) + '/';
  const auto begin = std::ranges::lower_bound(files_, prefix, {}, &BundleFile::path);
  const auto end =
      std::find_if_not(begin, files_.end(), [&](const BundleFile& file) { return file.path.starts_with(prefix); });
  return {begin, end};
}

Result<std::string> Subject::text(const BundleFile& file) const {
  std::string text(file.size, '\0');
  BARYON_CHECK(scratch_.read_at(file.offset, reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  return text;
}

}  // namespace baryon::bundle::lint
