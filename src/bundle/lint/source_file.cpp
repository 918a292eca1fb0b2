#include "bundle/lint/source_file.h"

#include "bundle/quota.h"

namespace baryon::bundle::lint {

Result<std::optional<SourceFile>> read_source(const Subject& subject, const std::string& path) {
  const auto* const file = subject.find(path);
  if (file == nullptr || file->size > quota::file_bytes) return std::nullopt;
  BARYON_TRY(auto text, subject.text(*file));
  return SourceFile(path, std::move(text));
}

}  // namespace baryon::bundle::lint
