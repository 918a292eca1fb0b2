#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "bundle/lint/line_index.h"
#include "bundle/lint/subject.h"

namespace baryon::bundle::lint {

/// A file of infrastructure as code under examination.
struct SourceFile {
  SourceFile(std::string its_path, std::string its_text)
      : path(std::move(its_path)), text(std::move(its_text)), lines(text) {}

  std::string path;  ///< in the bundle
  std::string text;
  LineIndex lines;
};

/// Nothing where there is no such file, or where it passes AWS Proton's quota: other rules tell about both. Errors:
/// those of `Subject::text`.
[[nodiscard]] Result<std::optional<SourceFile>> read_source(const Subject& subject, const std::string& path);

}  // namespace baryon::bundle::lint
